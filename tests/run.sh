#!/bin/sh
# Installs what the tests need, builds, and runs them with ctest.
#
#   sh tests/run.sh            all but the long ones; builds one kernel cold, 45 minutes at the most on 2 cores
#   sh tests/run.sh --quick    nothing that builds a kernel; a few minutes
#   sh tests/run.sh --long     all of them
set -eu

without='-LE long'
case ${1:-} in
  '') ;;
  --quick) without='-LE long|kernel' ;;
  --long) without= ;;
  *) echo "run.sh: unknown option $1; known are --quick and --long" >&2; exit 2 ;;
esac

# Tests wait more than they work, for deadlines and stand-ins; those with real kernels run alone.
at_once=$(($(nproc) + 1))

cd "$(dirname "$0")/.."
# Kernels are built there, and /tmp may be memory.
export TMPDIR="${TMPDIR:-/var/tmp}"
. harness/packages.sh
install_packages $packages_to_build $packages_to_run $packages_to_check
if [ -z "$without" ]; then
  install_packages $packages_for_arm64
  # Debian 13 has them no more; the tests that want them are skipped then.
  install_packages $packages_for_old_releases || true
fi

echo '== with the address and undefined behaviour sanitizers'
cmake -S . -B build-sanitize -G Ninja -DKBISECT_SANITIZE=ON -DCMAKE_BUILD_TYPE=Debug >/dev/null
ninja -C build-sanitize --quiet
# No kernel is built with them: the compilers of the kernel are none of ours.
ctest --test-dir build-sanitize -j "$at_once" --output-on-failure -LE 'long|kernel|style'

echo '== as shipped'
cmake -S . -B build -G Ninja -DKBISECT_WERROR=ON >/dev/null
ninja -C build --quiet
# Word splitting is meant: an option and its value, or nothing.
ctest --test-dir build -j "$at_once" --output-on-failure $without
