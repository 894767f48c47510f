#!/usr/bin/env bash
# Sets kbisect beside git bisect with a plain script, on one replica and one machine:
#
#   A  git bisect, incremental make of a bzImage with ccache, QEMU (plain_step.sh)
#   B  kbisect with the whole config only
#   C  kbisect as it is: the search with the campaign's search profile, the proof with the whole config
#
# The arms take turns commit by commit, so that what else the machine does is there for all of them. Every
# turn's figures are on disk when it ends: called again with the same folder, this goes on.
#
#   tests/bench/versus.sh --work FOLDER [--commits N] [--seed N] [--arms LETTERS]
#   tests/bench/versus.sh --short
#
# --commits: 2000 unless told; 500 and more have the shape of a real release. --seed: another history, with another
# culprit. --arms: ABC unless told; fewer take less time, and the others can follow. Each arm has a cache of its own,
# and begins cold. --short: 64 commits and the arms A and C in a folder that is gone afterwards, with one small config
# and the user's own cache, where the compiler's may be warm: for what is counted, not for seconds. Ends with the table
# of kbisect-bench-versus, and its exit code.
set -euo pipefail

source=$(realpath "$(dirname "$0")/../..")
build=${KBISECT_BUILD:-$source/build}
commits=2000 seed=1 arms=ABC work='' cache='' is_temporary=no
profile=$source/configs/kata-3.13.0 options=(--ccache off)
while [ $# -gt 0 ]; do
  case $1 in
    --help) sed -n 's/^#   //p' "$0"; exit 0 ;;
    --commits) commits=$2 ;;
    --seed) seed=$2 ;;
    --arms) arms=$2 ;;
    --work) work=$(realpath -m "$2") ;;
    --short)
      commits=64 arms=AC work=$(mktemp -d) cache=${XDG_CACHE_HOME:-$HOME/.cache}/kbisect is_temporary=yes
      profile=$source/tests/data/small-profile
      options=(--profile "$profile" --search-profile none --ccache on --kept-kernels ignore)
      shift
      continue
      ;;
    *) echo "versus.sh: unknown option $1; known are --work, --commits, --seed, --arms and --short" >&2; exit 2 ;;
  esac
  shift 2
done
leave_group() { :; }
trap 'leave_group; [ "$is_temporary" = no ] || rm -rf "$work"' EXIT
[ -n "$work" ] || { echo 'versus.sh: give a folder with --work' >&2; exit 2; }

mapfile -t fragments < <(find "$profile" -path '*/common/*.conf' -o -path '*/x86_64/*.conf' | sort)

mkdir -p "$work"
if [ ! -d "$work/replica" ]; then
  shape=()
  [ "$commits" -lt 500 ] || shape=(--shape "$source/tests/data/dag-15k.txt.gz")
  "$build/kbisect" replica "$work/replica.part" --commits "$commits" --seed "$seed" "${shape[@]}"
  mv "$work/replica.part" "$work/replica"
fi
for arm in A B C; do
  [ -d "$work/$arm/tree" ] && continue
  rm -rf "${work:?}/$arm"
  mkdir -p "$work/$arm"
  git clone --quiet --shared --no-checkout "$work/replica" "$work/$arm/tree"
done

# One commit of an arm.
turn() {
  local arm=$1 folder=$work/$1 own_cache=${cache:-$work/$1/cache}
  shift
  case $arm in
    A)
      CCACHE_DIR=$own_cache/ccache sh "$source/tests/bench/plain_step.sh" "$folder" replica-good replica-bad \
        "$(find "$work"/[BC]/results -name initramfs.cpio.gz -print -quit)" "${fragments[@]}"
      ;;
    *)
      local run
      run=$(echo "$folder"/results/*/)
      if [ -d "$run" ]; then
        "$build/kbisect" resume "$run" --cache "$own_cache" --steps 1
      else
        "$build/kbisect" run kata-loop-mount --linux "$folder/tree" --good replica-good --bad replica-bad \
          --cache "$own_cache" --results "$folder/results" "${options[@]}" --steps 1 "$@"
      fi
      ;;
  esac
}

# What this script starts is accounted for in a control group of its own, where there can be one (cgroups(7), version 1),
# so that other work on the machine is not counted. What runs in a sandbox is no child whose time could be asked for.
accounts=/sys/fs/cgroup/cpuacct
group=$accounts/kbisect-versus-$$
if mkdir "$group" 2> /dev/null && echo $$ > "$group/cgroup.procs"; then
  leave_group() { echo $$ > "$accounts/cgroup.procs"; rmdir "$group"; }
else
  echo 'versus.sh: no control group to account in; processor time is that of the whole machine' >&2
  group=''
fi

# Seconds since the machine came up, and those that its processors have worked.
now() {
  local uptime user nice system irq softirq
  read -r uptime _ < /proc/uptime
  if [ -n "$group" ]; then
    echo "$uptime $(($(cat "$group/cpuacct.usage") / 1000000000))"
  else
    read -r _ user nice system _ _ irq softirq _ < /proc/stat
    echo "$uptime $(((user + nice + system + irq + softirq) / $(getconf CLK_TCK)))"
  fi
}

# The same with the time it took, unless the arm has ended or is not asked for.
timed_turn() {
  local arm=$1 status=0 before
  [[ $arms = *$arm* && ! -f "$work/$arm/ended" ]] || return 0
  before=$(now)
  turn "$@" > "$work/$arm/turn.log" 2>&1 || status=$?
  case $status in
    # 5: named, but not proven.
    0 | 5) touch "$work/$arm/ended" ;;
    130) ;;
    *)
      echo "versus.sh: arm $arm failed ($status):" >&2
      tail -n 20 "$work/$arm/turn.log" >&2
      exit 1
      ;;
  esac
  echo "$before $(now)" | awk '{ print $3 - $1, $4 - $2 }' | tee -a "$work/$arm/turns" | sed "s/^/$arm: /"
}

all_ended() {
  local arm
  for arm in A B C; do
    [[ $arms != *$arm* || -f "$work/$arm/ended" ]] || return 1
  done
}

# An interrupted turn does not count.
trap 'exit 130' INT TERM
until all_ended; do
  timed_turn B --search-profile none
  timed_turn C
  timed_turn A
done
"$build/tests/bench/kbisect-bench-versus" "$work"
