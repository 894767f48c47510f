#!/bin/sh
# Installs what the tests need, builds, and runs the tests with ctest.
#
#   sh tests/run.sh            all but the long ones; one cold build of the full config
#   sh tests/run.sh --quick    no test that builds a kernel; a few minutes
#   sh tests/run.sh --long     all of them
set -eu

# Every test runs once, those without real kernels with the sanitizers; with --long, these run as shipped as well.
programs='kbisect kbisect-real-tests tests/bench/all'
tests='-L kernel|style -LE long'
# With --long, the library's files are also compiled one by one, so that an include that is missing shows.
unity=ON
usage='run.sh [--quick | --long]'
[ $# -le 1 ] || { echo "run.sh: it takes one option; it goes: $usage" >&2; exit 2; }
case ${1:-} in
  '') ;;
  --help) echo "$usage"; exit 0 ;;
  --quick) programs=kbisect tests='-L style -LE long' ;;
  --long) programs=all tests= unity=OFF ;;
  *) echo "run.sh: unknown option $1; it goes: $usage" >&2; exit 2 ;;
esac

# The tests mostly wait for deadlines and stand-ins, so one more than there are processors; those with real
# kernels run alone.
at_once=$(($(nproc) + 1))

cd "$(dirname "$0")/.."
# Kernels are built there, and /tmp may be a tmpfs.
export TMPDIR="${TMPDIR:-/var/tmp}"
. harness/packages.sh
install_packages $packages_to_build $packages_to_run $packages_to_check
if [ "$programs" = all ]; then
  install_packages $packages_for_arm64
  # Debian 13 no longer has these packages; the tests that need them are then skipped.
  install_packages $packages_for_old_releases || true
  install_packages $packages_for_distribution_configs || true
fi

echo '== with the address and undefined behaviour sanitizers'
cmake -S . -B build-sanitize -G Ninja -DKBISECT_SANITIZE=ON -DCMAKE_BUILD_TYPE=Debug -DKBISECT_WERROR=ON >/dev/null
ninja -C build-sanitize --quiet
# The sanitizers do not cover the compilers that build a kernel, so kernel tests run only in the other build.
ctest --test-dir build-sanitize -j "$at_once" --output-on-failure -LE 'long|kernel|style'

echo '== as shipped'
cmake -S . -B build -G Ninja -DKBISECT_WERROR=ON -DKBISECT_UNITY=$unity >/dev/null
# Word splitting is intended here and below.
ninja -C build --quiet $programs
ctest --test-dir build -j "$at_once" --output-on-failure $tests
