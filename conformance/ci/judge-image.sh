#!/bin/sh
# Judges a server image and writes reports.
#
#   judge-image.sh IMAGE [TARGET-FILE] [OPTION…]
#
# IMAGE must be present: it is not pulled. TARGET-FILE says how it is started and which defects are known. The options are
# those of `parsec-spec validate`. The reports go to $PARSEC_SPEC_REPORT (default: parsec-spec-report):
#   index.html, summary.md, junit.xml, events.ndjson, server.log, badge.svg, badge.json
# Needs a container engine, Node 20 or newer and npm. The exit code is that of `validate`: 0 pass, 1 the server fails,
# any other: no verdict.
set -eu
suite=$(cd "$(dirname "$0")/../.." && pwd)
usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }

[ $# -gt 0 ] || usage
case $1 in -* | '') usage ;; esac
image=${1#image:}
shift
case ${1:--} in
  -*) ;;
  *)
    file=$1
    shift
    set -- --target-file "$file" "$@"
    ;;
esac
report=${PARSEC_SPEC_REPORT:-parsec-spec-report}

[ -d "$suite/node_modules" ] || (cd "$suite" && npm ci) >&2
exec node "$suite/launch.mjs" parsec-spec validate "image:$image" \
  --report "html=$report/index.html" \
  --report "markdown=$report/summary.md" \
  --report "junit=$report/junit.xml" \
  --report "ndjson=$report/events.ndjson" \
  --report "log=$report/server.log" \
  --report "badge=$report/badge.svg" \
  --report "badge=$report/badge.json" \
  "$@"
