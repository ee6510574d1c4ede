#!/bin/sh
# Runs a command on a busy machine: beside COUNT processes that compute without end.
# Usage: beside.sh COUNT COMMAND…
# Ends with the exit code of the command, and ends the busy processes.
count=$1
shift
busy=
trap 'kill $busy' EXIT
trap 'exit 130' INT TERM
while [ "$count" -gt 0 ]; do
  (while :; do :; done) &
  busy="$busy $!"
  count=$((count - 1))
done
"$@"
