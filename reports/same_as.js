// Finds groups by a student or a value. Without it, the page shows them all.
"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const search = find("search"), shown = find("shown");
  const groups = [...document.querySelectorAll(".group")];
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  let words = null;

  function filter() {
    words ??= new Map(groups.map((group) => [group, plain(group.textContent)]));
    const wanted = plain(search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const group of groups) {
      const fits = wanted.every((word) => words.get(group).includes(word));
      group.hidden = !fits;
      count += fits;
    }
    tell(count);
  }

  function tell(count) {
    shown.textContent = shown.dataset.shown.replace("{shown}", count).replace("{all}", groups.length);
  }

  search.addEventListener("input", filter);
  tell(groups.length);
  find("controls").hidden = false;
})();
