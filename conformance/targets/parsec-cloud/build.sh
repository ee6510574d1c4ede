#!/bin/sh
# Makes the image parsec-cloud:3.10.0, Scille's server, from Debian and PyPI packages only: no image is pulled.
#
#   build.sh            start the container engine, if none answers, and make the image, if it is missing
#   build.sh engine     start the container engine only
#   build.sh again      make the image even if it exists
#
# Needs root and an apt-based x86-64 Linux. PARSEC_CLOUD_IMAGE is another name for the image; PARSEC_SPEC_CACHE is the
# folder for work files (default /var/tmp/parsec-spec). If images can be pulled, the Dockerfile in this folder is shorter.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
image=${PARSEC_CLOUD_IMAGE:-parsec-cloud:3.10.0}
cache=${PARSEC_SPEC_CACHE:-/var/tmp/parsec-spec}
release=forky # the first Debian whose python3 is 3.14

say() { printf '%s\n' "parsec-cloud image: $*" >&2; }
fail() { say "$*"; exit 1; }

# Installs these Debian packages, unless they are installed.
packages() {
  wanted=
  for name; do dpkg -s "$name" >/dev/null 2>&1 || wanted="$wanted $name"; done
  [ -n "$wanted" ] || return 0
  [ "$(id -u)" = 0 ] || fail "run as root once, or install:$wanted"
  apt-get update -qq || fail 'apt-get update failed'
  # shellcheck disable=SC2086 # one word per package
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted >/dev/null ||
    fail "could not install:$wanted"
}

answers() { docker info >/dev/null 2>&1; }

start_engine() {
  answers && return
  packages docker.io iptables
  answers && return
  if [ "$(ps -o comm= -p 1)" = systemd ]; then
    systemctl start docker
  else
    mkdir -p "$cache"
    nohup setsid dockerd >"$cache/dockerd.log" 2>&1 </dev/null &
  fi
  tries=0
  until answers; do
    tries=$((tries + 1))
    [ "$tries" -lt 150 ] || fail "the engine does not answer; its log: $cache/dockerd.log"
    sleep 0.2
  done
  say 'the engine answers'
}

# Prints the Debian mirror of this machine.
mirror() {
  {
    cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk '$1 == "URIs:" { print $2 }'
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
      awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) { print $i; break } }'
  } | head -n 1
}

build_image() {
  packages debootstrap ca-certificates
  python3 -m pip --version >/dev/null 2>&1 || packages python3-pip
  tree=$cache/parsec-cloud
  mkdir -p "$cache"
  rm -rf "$tree"
  script=/usr/share/debootstrap/scripts/$release
  [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
  say "installing Debian $release"
  debootstrap --variant=minbase --include=python3,ca-certificates "$release" "$tree" "$(mirror)" "$script" \
    >"$cache/debootstrap.log" 2>&1 || { tail -n 20 "$cache/debootstrap.log" >&2; fail 'debootstrap failed'; }
  say 'adding the server'
  python3 -m pip install --quiet --no-deps --no-compile --require-hashes --requirement "$here/requirements.txt" \
    --target "$tree/opt/parsec" --only-binary=:all: --implementation cp --python-version 3.14 --abi cp314 \
    --platform manylinux_2_28_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 \
    --ignore-requires-python --no-warn-conflicts --root-user-action=ignore
  # Otherwise each start would compile it again, which takes 1.7 s.
  chroot "$tree" python3 -m compileall -q /opt/parsec || fail 'could not compile the server'
  for spare in var/cache/apt/archives var/lib/apt/lists usr/share/doc usr/share/man usr/share/locale; do
    rm -rf "${tree:?}/$spare"
  done
  tar -C "$tree" --exclude='./proc/*' --exclude='./sys/*' --exclude='./dev/*' -c . |
    docker import \
      -c 'ENV PYTHONPATH=/opt/parsec PYTHONUNBUFFERED=1' \
      -c 'EXPOSE 6777' \
      -c 'ENTRYPOINT ["python3","-m","parsec"]' \
      -c 'CMD ["run","--dev","--host=0.0.0.0","--port=6777"]' \
      - "$image" >/dev/null
  rm -rf "$tree"
  say "built $image"
}

case ${1:-image} in
  engine) start_engine ;;
  image)
    start_engine
    docker image inspect "$image" >/dev/null 2>&1 || build_image
    ;;
  again) start_engine && build_image ;;
  *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" && exit 2 ;;
esac
