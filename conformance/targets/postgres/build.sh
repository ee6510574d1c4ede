#!/bin/sh
# Makes the image postgres:18 from Debian packages only: no image is pulled.
#
#   build.sh            start the container engine, if none answers, and make the image, if it is missing
#   build.sh again      make the image even if it exists
#
# Needs root and an apt-based Linux. PARSEC_SPEC_POSTGRES is another name for the image; PARSEC_SPEC_CACHE is the folder
# for work files (default /var/tmp/parsec-spec). If images can be pulled, `docker pull postgres:18` is shorter.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
image=${PARSEC_SPEC_POSTGRES:-postgres:18}
cache=${PARSEC_SPEC_CACHE:-/var/tmp/parsec-spec}
release=forky # the first Debian with PostgreSQL 18

say() { printf '%s\n' "postgres image: $*" >&2; }
fail() { say "$*"; exit 1; }

# Prints the Debian mirror of this machine.
mirror() {
  {
    cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk '$1 == "URIs:" { print $2 }'
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
      awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) { print $i; break } }'
  } | head -n 1
}

build_image() {
  if ! command -v debootstrap >/dev/null; then
    [ "$(id -u)" = 0 ] || fail 'run as root once, or install: debootstrap ca-certificates'
    apt-get update -qq || fail 'apt-get update failed'
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap ca-certificates >/dev/null ||
      fail 'could not install debootstrap'
  fi
  tree=$cache/postgres
  mkdir -p "$cache"
  rm -rf "$tree"
  script=/usr/share/debootstrap/scripts/$release
  [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
  say "installing Debian $release with PostgreSQL 18"
  debootstrap --variant=minbase --include=postgresql-18 "$release" "$tree" "$(mirror)" "$script" \
    >"$cache/debootstrap-postgres.log" 2>&1 || { tail -n 20 "$cache/debootstrap-postgres.log" >&2; fail 'debootstrap failed'; }
  for spare in var/cache/apt/archives var/lib/apt/lists usr/share/doc usr/share/man usr/share/locale; do
    rm -rf "${tree:?}/$spare"
  done
  # The cluster that the package made: ours starts empty.
  rm -rf "$tree"/var/lib/postgresql/18
  cp "$here/entrypoint.sh" "$tree/entrypoint.sh"
  chmod 755 "$tree/entrypoint.sh"
  tar -C "$tree" --exclude='./proc/*' --exclude='./sys/*' --exclude='./dev/*' -c . |
    docker import \
      -c 'USER postgres' \
      -c 'EXPOSE 5432' \
      -c 'ENV PATH=/usr/lib/postgresql/18/bin:/usr/bin:/bin' \
      -c 'ENTRYPOINT ["/entrypoint.sh"]' \
      - "$image" >/dev/null
  rm -rf "$tree"
  say "built $image"
}

case ${1:-image} in
  image)
    sh "$here/../parsec-cloud/build.sh" engine
    docker image inspect "$image" >/dev/null 2>&1 || build_image
    ;;
  again) sh "$here/../parsec-cloud/build.sh" engine && build_image ;;
  *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" && exit 2 ;;
esac
