#!/bin/sh
# One step of a bisection as one would script it by hand: check out, make in a warm build directory with
# ccache, boot the bzImage, read the guest's report, tell git bisect. Used by tests/bench/versus.sh.
#
#   plain_step.sh FOLDER GOOD BAD INITRAMFS FRAGMENT...
#
# FOLDER/tree is a clone of the history. Exit code 0: the culprit is in FOLDER/culprit; 130: call it again;
# any other: a failure.
set -eu

folder=$1 good=$2 bad=$3 initramfs=$4
shift 4
cd "$folder/tree"
steps=0
[ ! -f "$folder/steps.tsv" ] || steps=$(wc -l < "$folder/steps.tsv")

case $steps in
  0) git checkout --quiet --detach "$bad" ;;
  1) git checkout --quiet --detach "$good" ;;
  2) git bisect start "$bad" "$good" > "$folder/bisect.out" ;;
esac
commit=$(git rev-parse HEAD)

# With a build directory directly below the tree Kbuild uses relative paths, so ccache hits wherever the tree
# lies.
build=$folder/tree/build
mkdir -p "$build"
export ARCH=x86_64
[ -f "$build/.config" ] || scripts/kconfig/merge_config.sh -r -n -O "$build" "$@" > "$folder/merge.log"
make O="$build" olddefconfig > "$folder/make.log" 2>&1
if make O="$build" -j"$(nproc)" CC='ccache gcc' bzImage >> "$folder/make.log" 2>&1; then
  : > "$folder/results"
  timeout 120 qemu-system-x86_64 -M q35 -m 512 -display none -no-reboot -nic none -serial "file:$folder/console.log" \
    -device virtio-serial-pci -chardev "file,id=results,path=$folder/results" \
    -device virtserialport,chardev=results,name=org.kbisect.results \
    -kernel "$build/arch/x86/boot/bzImage" -initrd "$initramfs" \
    -append 'console=ttyS0 panic=-1 kbisect.nonce=0 kbisect.test=loop-mount' || true
  if ! grep -q '^kbisect/1 0 end' "$folder/results"; then
    verdict=skip
  elif grep -q 'ktap not ok .* mount-writer-held' "$folder/results"; then
    verdict=bad
  else
    verdict=good
  fi
else
  verdict=skip
fi
objects=$(grep -cE '^  (CC|AS) ' "$folder/make.log" || true)
[ "$steps" -lt 2 ] || git bisect "$verdict" > "$folder/bisect.out"
printf '%s\t%s\t%s\n' "$commit" "$verdict" "$objects" >> "$folder/steps.tsv"
# The first two steps test the ends; fail if they are not bad and good.
[ "$steps" != 0 ] || [ "$verdict" = bad ]
[ "$steps" != 1 ] || [ "$verdict" = good ]
if grep -q 'is the first bad commit' "$folder/bisect.out" 2> /dev/null; then
  git rev-parse refs/bisect/bad > "$folder/culprit"
  exit 0
fi
exit 130
