# Sourced by ./run and ./test: installs the Debian packages that are missing, configures and builds.
# Needs bash, apt and nothing else. Every failure is one sentence on stderr and exit code 1.
# shellcheck shell=bash
# shellcheck disable=SC2034 # the package lists are used by the scripts that source this one
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
command_name="./$(basename "$0")"

# docs/decisions/2026-11-22-dependencies.md says what each is for.
build_packages=(
  ca-certificates ccache clang-19 cmake libargon2-dev libboost-json1.81-dev libboost1.81-dev libclang-rt-19-dev
  libcrypt-dev libcurl4-openssl-dev libfido2-dev libgtest-dev libgumbo-dev libjemalloc-dev libpcre2-dev
  libqrencode-dev libsodium-dev libsqlite3-dev libssl-dev
  libtomlplusplus-dev libxml2-dev lld-19 ninja-build
)
test_packages=(libbenchmark-dev sqlite3)
sanitizer_packages=(llvm-19)
browser_packages=(fonts-dejavu-core libnss3-tools python3-msal)

say() { printf '%s\n' "$*"; }

fail() {
  printf '%s: %s\n' "$command_name" "$*" >&2
  exit 1
}

# --- Processes -------------------------------------------------------------------------------------------------------

foreground_child=

# Bash runs a trap only after a foreground command has ended, and a compiler can take minutes; `wait` is interrupted.
run_interruptibly() {
  local status=0
  "$@" &
  foreground_child=$!
  wait "$foreground_child" || status=$?
  foreground_child=
  return "$status"
}

stop_foreground_child() {
  if [[ -n $foreground_child ]]; then
    kill -TERM "$foreground_child" 2>/dev/null || true
    wait "$foreground_child" 2>/dev/null || true
    foreground_child=
  fi
}

# --- Disk ------------------------------------------------------------------------------------------------------------

# The free space in MB of the file system that PATH is on or will be on.
free_megabytes() {
  local path=$1
  while [[ ! -e $path ]]; do path=$(dirname "$path"); done
  df -Pm "$path" | awk 'NR == 2 { print $4 }'
}

require_space() { # PATH MEGABYTES PURPOSE
  local free
  free=$(free_megabytes "$1")
  ((free >= $2)) || fail "the disk is too full: $3 needs about $2 MB at $1 and $free MB are free."
}

# --- Packages --------------------------------------------------------------------------------------------------------

missing_packages() { # PACKAGE...
  local installed
  # dpkg-query fails when it does not know one of the names, which is an answer here and not a fault.
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' || true)
  printf '%s\n' "$@" | sort -u | grep -vxF -f <(printf '%s\n' "$installed" | grep .) || true
}

# A browser and a Node that somebody installed by other means do as well.
missing_browser_tools() {
  local major=0
  if command -v node >/dev/null; then major=$(node --version | sed 's/^v\([0-9]*\).*/\1/'); fi
  ((major >= 18)) || say nodejs
  command -v npm >/dev/null || say npm
  command -v chromium >/dev/null || say chromium
}

# Turns apt's status lines ("pmstatus:clang-19:42.5:Unpacking clang-19") into one running line on a terminal, or into
# a line every ten percent; everything else goes to the log.
show_apt_progress() { # LOG
  local kind rest percent text shown=-1
  while IFS=: read -r kind rest; do
    case $kind in
      dlstatus | pmstatus)
        rest=${rest#*:}
        percent=${rest%%[.:]*} text=${rest#*:}
        if [[ -t 2 ]]; then
          printf '\r\033[K  [%3d%%] %.90s' "$percent" "$text" >&2
        elif ((percent / 10 != shown)); then
          shown=$((percent / 10))
          printf '  [%3d%%] %s\n' "$percent" "$text" >&2
        fi
        ;;
      *) printf '%s\n' "$kind${rest:+:$rest}" >>"$1" ;;
    esac
  done
  if [[ -t 2 ]]; then printf '\r\033[K' >&2; fi
}

install_packages() { # PACKAGE...
  local missing log=$root/build/setup.log step as_root=()
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    fail "this system has no apt-get; Gatehouse is built on Debian 12, with these packages: $*"
  fi
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0

  say "Missing Debian packages: ${missing[*]}"
  if ((EUID != 0)); then
    command -v sudo >/dev/null || fail "run this as root, then start again: apt-get install ${missing[*]}"
    as_root=(sudo)
    [[ -t 0 ]] || as_root=(sudo -n)
    "${as_root[@]}" true || fail "sudo was refused; run this as root, then start again: apt-get install ${missing[*]}"
  fi
  require_space /usr 1500 "installing packages"
  mkdir -p "$root/build" 2>/dev/null || fail "cannot write to $root/build."
  : >"$log"
  for step in update install; do
    local command=(apt-get -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o APT::Status-Fd=3 "$step")
    if [[ $step == update ]]; then
      say "Reading the package lists ..."
    else
      say "Installing them and what they need ..."
      command+=(--no-install-recommends "${missing[@]}")
    fi
    # apt makes the status pipe non-blocking. If it were also the output of the packages' own scripts, one that prints
    # while the pipe is full would fail, and with it the installation. Moved inside sudo, which closes descriptors.
    # shellcheck disable=SC2016,SC2094 # expanded by the inner shell; both ends of the pipe only append to the log
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C \
      sh -c 'log=$1; shift; exec "$@" 3>&1 >>"$log" 2>&1' sh "$log" "${command[@]}" </dev/null | show_apt_progress "$log" \
      || fail "apt-get $step failed ($(apt_reason "$log")); the whole log is $log."
  done
}

apt_reason() { # LOG
  local reason
  reason=$(grep -m1 -E '^E: |No space left' "$1" || true)
  say "${reason:-see the log}"
}

# --- Build -----------------------------------------------------------------------------------------------------------

# A compiler process takes up to 1 GB; on a small machine fewer at a time is faster than swapping.
parallel_jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo)
  ((memory >= 1)) || memory=1
  say $((cores < memory ? cores : memory))
}

configure() { # PRESET
  local build=$root/build/$1 log=$root/build/$1.configure.log fresh=()
  if [[ -f $build/build.ninja && ! $root/CMakePresets.json -nt $build/CMakeCache.txt ]] \
    && grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt"; then
    return 0
  fi
  local tool
  for tool in clang++-19 cmake ninja; do
    command -v "$tool" >/dev/null || fail "$tool is not on the PATH although its package is installed."
  done
  # A cache that was written elsewhere, or half written, cannot be used.
  if [[ -e $build/CMakeCache.txt ]]; then fresh=(--fresh); fi
  say "Configuring build/$1 ..."
  mkdir -p "$build" 2>/dev/null || fail "cannot write to $root/build."
  run_interruptibly cmake -S "$root" "${fresh[@]}" --preset "$1" >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    fail "configuring failed; the whole log is $log."
  }
}

# Ninja shows its own progress: one running line on a terminal, plain lines elsewhere.
build() { # PRESET [TARGET...]
  local preset=$1 needed=256
  shift
  [[ -f $root/build/$preset/.ninja_log ]] || needed=2000
  require_space "$root/build" "$needed" "building"
  configure "$preset"
  NINJA_STATUS='[%f/%t] ' run_interruptibly ninja -C "$root/build/$preset" -j "$(parallel_jobs)" "$@" || {
    (($(free_megabytes "$root/build") > 20)) || fail "the disk is full: the build stopped in $root/build/$preset."
    fail "the build of build/$preset failed; the first error stands above."
  }
}
