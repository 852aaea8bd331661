# For the system tests, inside systemd-box: the service installed and asked. Sourced; $1 is the folder of the programs.
set -euo pipefail
programs=$1
service=camsupervisor.service
sockets=(camsupervisor.socket camsupervisor-control.socket)
configuration=/etc/camsupervisor/camsupervisor.yaml
origin=http://127.0.0.1:8124
still=$origin/api/camera_proxy/demo     # of the configuration that is installed as a sample
patience=30
scratch=$(mktemp -d)     # in the box, gone with it

trap 'result=$?; ((result == 0)) || what_happened >&2' EXIT
what_happened() {
    printf -- '--- systemctl status\n'
    systemctl status --no-pager --full --lines=0 "${sockets[@]}" "$service" || true
    printf -- '--- journal\n'
    journalctl --no-pager --output=short-precise --lines=50 -u "$service" -u 'camsupervisor*.socket' || true
}
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
# A measured value for the line of the test's result.
figure() { printf 'figure: %s\n' "$*"; }

wait_for() {
    local what=$1 end=$((SECONDS + patience))
    shift
    until "$@"; do
        ((SECONDS < end)) || fail "waited $patience s in vain for: $what"
        sleep 0.05
    done
}

# As an administrator does it; the units are the shipped ones, byte for byte.
install_service() {
    rm -rf /etc/camsupervisor
    make --no-print-directory --silent install PREFIX="${1:-/usr}" BINARIES="$programs" > /dev/null
    systemd-sysusers
    systemd-tmpfiles --create camsupervisor.conf
    systemctl daemon-reload
    if [[ ${1:-/usr} == /usr ]]; then
        local unit
        for unit in "$service" "${sockets[@]}"; do cmp "units/$unit" "/usr/lib/systemd/system/$unit"; done
    fi
}
start_sockets() { systemctl start "${sockets[@]}"; }
drop_in() {
    mkdir -p "/run/systemd/system/$service.d"
    printf '[Service]\n%s\n' "$@" > "/run/systemd/system/$service.d/test.conf"
    systemctl daemon-reload
}

property() { systemctl show --value --property="$1" "$service"; }
is() { [[ $(property "$1") == "$2" ]]; }
# status_of URL [curl options]: the HTTP status, 000 when there was no answer. The body is left in $scratch/body.
status_of() {
    local url=$1
    shift
    curl --silent --max-time 20 --output "$scratch/body" --write-out '%{http_code}' "$@" "$url" || true
}
answers() { [[ $(status_of "$2") == "$1" ]]; }
picture() { answers 200 "$still" && grep -a -q CAMDEMO "$scratch/body"; }
# Whether the service's journal has a line like this. (No pipe into grep -q: it would break off journalctl, an error too.)
journal_has() { grep -q -- "$1" <<< "$(journalctl --no-pager --output=cat -u "$service")"; }
workers() { pgrep -x camworker || true; }
