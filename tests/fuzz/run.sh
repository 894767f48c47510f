#!/bin/sh
# Builds the fuzz targets with clang and fuzzes them one after the other, ten minutes each.
#
#   sh tests/fuzz/run.sh [--seconds N] [TARGET...]
#
# New inputs are kept in build-fuzz/corpus/, where the next run continues. If an input crashes a target, it is
# left in build-fuzz/found/ and the script ends with the fuzzer's exit code.
set -eu

usage='fuzz/run.sh [--seconds N] [TARGET...]'
refuse() {
  echo "fuzz/run.sh: $1; it goes: $usage" >&2
  exit 2
}

seconds=600
case ${1:-} in
  --help) echo "$usage"; exit 0 ;;
  --seconds)
    seconds=${2:-}
    case $seconds in '' | *[!0-9]*) refuse "--seconds wants a number" ;; esac
    shift 2
    ;;
esac

cd "$(dirname "$0")/../.."
for target in "$@"; do
  [ -f "tests/fuzz/$target.cpp" ] || refuse "there is no target $target"
done
. harness/packages.sh
install_packages $packages_to_build $packages_to_fuzz
cmake -S . -B build-fuzz -G Ninja -DKBISECT_WERROR=ON -DKBISECT_FUZZ=ON -DCMAKE_CXX_COMPILER=clang++ >/dev/null

[ $# -gt 0 ] || set -- $(cd tests/fuzz && ls -- *.cpp | sed 's/\.cpp$//')
for target in "$@"; do
  echo "== $target, $seconds s"
  ninja -C build-fuzz --quiet "fuzz-$target"
  mkdir -p "build-fuzz/corpus/$target" build-fuzz/found
  "build-fuzz/tests/fuzz-$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=8192 \
    -print_final_stats=1 -verbosity=0 -artifact_prefix="build-fuzz/found/$target-" \
    "build-fuzz/corpus/$target" "tests/fuzz/corpus/$target"
done
