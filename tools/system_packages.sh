#!/usr/bin/env bash
# Make sure that the tests find a browser, Chinese fonts and PostgreSQL. What is missing is
# installed where we may (CI=true, or root on Debian); elsewhere the one command is printed
# and the tests that need it count as skipped.
set -euo pipefail

has_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_chinese_font() { command -v fc-list && fc-list :lang=zh | grep -q .; }

# The rule of tests/postgres.py: new enough, with initdb beside it.
oldest=$(sed -n 's/^OLDEST = //p' "$(dirname "$0")/../tests/postgres.py")
has_postgresql() {
    local server version
    for server in "$(command -v postgres)" /usr/lib/postgresql/*/bin/postgres; do
        server=$(readlink -f "$server") && [ -x "$(dirname "$server")/initdb" ] || continue
        version=$("$server" --version | grep -oE '[0-9]+' | head -n 1)
        [ "${version:-0}" -lt "$oldest" ] || return 0
    done
    return 1
}

packages=()
has_browser &>/dev/null || packages+=(chromium)
has_chinese_font &>/dev/null || packages+=(fontconfig fonts-noto-cjk)
has_postgresql &>/dev/null || packages+=(postgresql)
[ ${#packages[@]} -gt 0 ] || exit 0

sudo="sudo "
[ "$(id -u)" != 0 ] || sudo=""
command="${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${packages[*]}"

if [ "${CI:-}" = true ] || { [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ]; }; then
    echo "测试还缺：${packages[*]}，正在安装……"
    export DEBIAN_FRONTEND=noninteractive
    bash -c "$command" </dev/null >/dev/null || { echo "安装失败：$command" >&2; [ "${CI:-}" != true ]; }
else
    echo "测试还缺：${packages[*]}。相关测试将跳过；要运行它们，请先执行（Debian、Ubuntu）："
    echo "  $command"
fi
