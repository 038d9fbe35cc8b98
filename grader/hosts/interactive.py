"""What `docker` is told by the account's own interactive shell: a part of the handshake, in POSIX shell.

A command over ssh does not see what a student sets at the end of `~/.bashrc`, below the guard that ends it for shells
that are not interactive; Docker's instructions for rootless mode put `DOCKER_HOST` there. So an interactive shell is
asked, but only where a startup file names one of the settings: such a shell may start programs, which are ended.
"""

from __future__ import annotations

SETTINGS = ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY")
"""The environment variables that decide which Engine `docker` asks."""

_SECONDS = 3
"""How long a shell may take, in seconds. A login shell is asked first, then one of a terminal window."""

_LOOK = r"""
g_nl='
'
g_mark=grader$$
g_ask='printf "%s\n" ""'; for g_n in @SETTINGS@; do g_ask="$g_ask \"$g_mark $g_n=\$$g_n\""; done
g_ask="$g_ask \"$g_mark end\""
g_said() { case $g_out in *"$g_mark $1="*) g_v=${g_out##*"$g_mark $1="}; g_v=${g_v%%"$g_nl"*} ;; *) g_v= ;; esac; }
g_shell() {
  g_ok=
  g_out=$(TERM=dumb HISTFILE=/dev/null TMUX=none STY=none SSH_AUTH_SOCK=${SSH_AUTH_SOCK:-/dev/null} \
    GRADER_LOOK=$g_mark timeout -s KILL @SECONDS@ "$g_sh" "$1" "$g_ask" </dev/null 2>/dev/null |
    timeout -s KILL 4 sed "/^$g_mark end/q")
  for g_p in $(grep -als "GRADER_LOOK=$g_mark" /proc/[0-9]*/environ); do
    g_p=${g_p#/proc/}; kill -9 "${g_p%/environ}" 2>/dev/null
  done
  case $g_out in *"$g_mark end"*) g_ok=1 ;; *) return 1 ;; esac
  g_said DOCKER_HOST; [ "$g_v" ] && return; g_said DOCKER_CONTEXT; [ "$g_v" ]
}
g_file=$(grep -ls '^[^#]*DOCKER_\(HOST\|CONTEXT\|CONFIG\)' \
  /etc/profile /etc/profile.d/*.sh /etc/bash.bashrc /etc/bashrc \
  /etc/zsh/* /etc/fish/*.fish "$HOME"/.profile "$HOME"/.bash_profile "$HOME"/.bash_login "$HOME"/.bash_aliases \
  "$HOME"/.bashrc "$HOME"/.bashrc.d/* "$HOME"/.zshenv "$HOME"/.zprofile "$HOME"/.zshrc "$HOME"/.zlogin "$HOME"/.kshrc \
  "$HOME"/.mkshrc "$HOME"/.config/fish/config.fish "$HOME"/.config/fish/conf.d/*)
command -v grep >/dev/null 2>&1 || g_file=$HOME/.bashrc
g_file=${g_file##*"$g_nl"}
g_sh=$(getent passwd "$(id -u)" 2>/dev/null || grep -s "^$(id -un):" /etc/passwd); g_sh=${g_sh##*:}
case ${g_sh##*/} in
  bash | zsh | fish | ksh* | mksh | dash | ash | sh) ;;
  nologin | false | "") g_sh=$(command -v bash || command -v sh) ;;
  *) g_sh= ;;
esac
if [ "$g_file" ] && [ "$g_sh" ]; then
  g_ok=
  timeout -s KILL 2 true 2>/dev/null && { g_shell -ilc || g_shell -ic; }
  if [ "$g_ok" ]; then
    for g_n in @SETTINGS@; do
      g_said $g_n; eval "g_o=\$$g_n"
      [ "$g_v" = "$g_o" ] || echo "setting=$g_n=$g_v"
      if [ "$g_v" ]; then export "$g_n=$g_v"; else unset $g_n; fi
    done
  else echo "unsure=$g_file"; fi
fi
"""


def script() -> str:
    """The text, for the account that is graded: afterwards its settings are those of its interactive shell.

    It prints `setting=NAME=VALUE` for each one that the login does not have like this, or `unsure=FILE` if that shell
    should have one, by this startup file, and did not answer.
    """
    return _LOOK.replace("@SETTINGS@", " ".join(SETTINGS)).replace("@SECONDS@", str(_SECONDS)).strip()
