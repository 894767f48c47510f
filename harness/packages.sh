# Sourced by demo.sh and tests/run.sh: installs what is missing from Debian's own packages (12 or 13).

packages_to_build='g++ cmake ninja-build pkg-config libboost-dev libboost-filesystem-dev nlohmann-json3-dev libgit2-dev
  libfmt-dev libcli11-dev libexpected-dev libspdlog-dev libarchive-dev libssl-dev libzstd-dev catch2'
packages_to_run='git make gcc binutils flex bison bc perl xz-utils libelf-dev qemu-system-x86 e2fsprogs mount busybox ccache
  bubblewrap linux-source-6.12'
packages_to_check='clang-format clang-tidy cpio'
packages_for_arm64='gcc-aarch64-linux-gnu g++-aarch64-linux-gnu qemu-system-arm'
packages_for_old_releases='gcc-11 linux-source-6.1'
packages_for_distribution_configs='linux-config-6.12'
packages_to_fuzz='clang libclang-rt-dev llvm'

# install_packages NAME...
install_packages() {
  missing=
  for package in "$@"; do
    dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
      missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  echo "installing:$missing"
  as_root=
  [ "$(id -u)" -eq 0 ] || as_root=sudo
  $as_root apt-get update -qq
  # Word splitting is meant: names only.
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
