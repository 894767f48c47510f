#!/bin/sh
# From a clean clone to a culprit: installs the packages, builds kbisect, makes a replica of a kernel history and bisects it:
# the search with the part of Kata's guest config that the test needs, the proof with the whole.
#
#   sh harness/demo.sh [--commits N] [--seed N] [--work DIR] [--results DIR] [-- OPTIONS OF kbisect run]
set -eu

usage='demo.sh [--commits N] [--seed N] [--work DIR] [--results DIR] [-- OPTIONS OF kbisect run]'

commits=128
seed=1
work=${XDG_CACHE_HOME:-$HOME/.cache}/kbisect/demo
results=
while [ $# -gt 0 ]; do
  [ "$1" != --help ] || { echo "$usage"; exit 0; }
  [ "$1" != -- ] || { shift; break; }
  [ $# -ge 2 ] || { echo "demo.sh: $1 wants a value; it goes: $usage" >&2; exit 2; }
  case $1 in
    --commits) commits=$2 ;;
    --seed) seed=$2 ;;
    --work) work=$(realpath -m "$2") ;;
    --results) results=$(realpath -m "$2") ;;
    *) echo "demo.sh: unknown option $1; it goes: $usage" >&2; exit 2 ;;
  esac
  shift 2
done

cd "$(dirname "$0")/.."
. harness/packages.sh
install_packages $packages_to_build $packages_to_run

echo '== building kbisect (a few minutes)'
cmake -S . -B build -G Ninja >/dev/null
ninja -C build --quiet kbisect
build/kbisect doctor

replica=$work/replica-$commits-$seed
if [ ! -d "$replica" ]; then
  echo "== making a replica of $commits commits"
  mkdir -p "$work"
  build/kbisect replica "$replica" --commits "$commits" --seed "$seed"
fi

echo '== looking for the culprit'
echo 'On 2 cores the first build takes 2 to 5 minutes, and that of the proof 8 to 20; the others take seconds.'
build/kbisect run kata-loop-mount --linux "$replica" --good replica-good --bad replica-bad \
  --results "${results:-results}" "$@"
