#!/bin/sh
# A stand-in for Kconfig, which copies the requests. It is committed to the scratch tree under a name that every
# kernel tree has, and the stand-in for make calls it for its config targets: BUILD REQUESTS UNNAMED.
set -eu
unset GIT_DIR

build=$1
requests=$2
unnamed=$3
# What `git rev-parse HEAD` prints in a worktree with a detached HEAD, without starting a program.
read -r _ git_folder < .git
read -r head < "$git_folder/HEAD"
echo "$head" >> "$STAND_IN_FOLDER/configure-calls"
read -r behaviour < behaviour
if [ -f "$STAND_IN_FOLDER/trouble" ]; then
  read -r trouble from < "$STAND_IN_FOLDER/trouble"
  [ "$(wc -l < "$STAND_IN_FOLDER/configure-calls")" -ge "$from" ] || trouble=none
  case $trouble in
    hang-in-configure)
      echo configure > "$STAND_IN_FOLDER/reached"
      exec sleep 600
      ;;
    pause-in-configure)
      echo configure > "$STAND_IN_FOLDER/reached"
      while [ -f "$STAND_IN_FOLDER/trouble" ]; do sleep 0.05; done
      ;;
  esac
fi
if [ "$behaviour" = no-configure ]; then
  echo 'fs/Kconfig:12: syntax error' >&2
  echo 'make[1]: *** [scripts/kconfig/Makefile:77: olddefconfig] Error 1' >&2
  exit 2
fi
cat "$requests" > "$build/.config"
echo "# symbols without a name $unnamed" >> "$build/.config"
if [ "$behaviour" = drops-a-request ]; then
  grep -v CONFIG_BLK_DEV_LOOP "$build/.config" > "$build/.config.new"
  mv "$build/.config.new" "$build/.config"
fi
