// Makes elements. What a student or a host wrote only ever becomes text.
const find = (id) => document.getElementById(id);

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function mark(status) {
  const word = { absent: "absent", unreachable: "unreachable-cell" }[status] ?? status;
  return make("span", { class: `mark ${status}` },
    make("span", { class: "symbol", "aria-hidden": "true" }, SYMBOL[status]), ` ${say(word)}`);
}

function link(href, words) {
  return make("a", { href }, words);
}

// Fills an element when it comes near the part of a scrolling box that is seen.
function whenNear(root, fill) {
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) fill(target, isIntersecting);
  }, { root, rootMargin: "200px" });
  return observer;
}
