#!/usr/bin/env bash
# Google's own PAM module sets up a step of 60 seconds, and hands out a key URI that says 30.
#
# Expected: `google-authenticator --step-size=60` makes a device with codes of 60 seconds; RFC 6238, section 3 (R4): both sides must
#   use the same step. The key URI has `period` for that.
# What happens: the file that the module reads gets `STEP_SIZE 60`; the URI behind the QR code has `secret` and `issuer` alone, so an
#   application shows codes of 30 seconds. The module refuses those and takes what oathtool makes with `--time-step-size=60`.
# Why it matters: accounts that come from such a machine bring a device whose URI is wrong. The line in `~/.google_authenticator` is
#   right; whoever moves keys to another provider takes the period from there, and for a new device keeps to 30 seconds.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
# Debian 12's packages, unpacked here and not installed; pam_wrapper reads the service from this folder.
apt-get -o APT::Sandbox::User=root download -qq libpam-google-authenticator=20191231-2 oathtool=2.6.7-3.1+deb12u1 \
  liboath0=2.6.7-3.1+deb12u1 libpskc0=2.6.7-3.1+deb12u1 libqrencode4=4.1.1-1 pamtester=0.1.2-4 libpam-wrapper=1.1.4-1+b2
for package in ./*.deb; do dpkg-deb -x "$package" root; done
libraries=$(find "$tmp/root" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:)
oathtool() { LD_LIBRARY_PATH=$libraries root/usr/bin/oathtool "$@"; }

printed=$(LD_LIBRARY_PATH=$libraries root/usr/bin/google-authenticator --time-based --allow-reuse --force --no-rate-limit --minimal-window \
  --step-size=60 --secret="$tmp/key" --issuer=Acme --label=ada --qr-mode=UTF8 --no-confirm)
# The link to a picture of the QR code holds the URI, percent-encoded.
uri=$(sed -n 's/.*chl=//p' <<< "$printed" | sed 's/%3F/?/; s/%3D/=/g; s/%26/\&/g')
secret=$(head -1 key)

mkdir services
module=$(find "$tmp/root" -name pam_google_authenticator.so)
echo "auth required $module secret=$tmp/key user=$(id -un)" > services/vpn
try() { # a step: the outcome of a code of this step. A wait, so that the code is still right when it is looked at.
  while [ $(( $(date +%s) % 30 )) -gt 25 ]; do sleep 1; done
  oathtool --totp --time-step-size="$1" --base32 "$secret" |
    LD_LIBRARY_PATH=$libraries LD_PRELOAD=$(find "$tmp/root" -name libpam_wrapper.so) PAM_WRAPPER=1 \
      PAM_WRAPPER_SERVICE_DIR="$tmp/services" root/usr/bin/pamtester vpn "$(id -un)" authenticate > answer 2>&1 &&
    echo accepted || { grep -q 'Authentication failure' answer && echo refused || cat answer; }
}

echo "$(basename libpam-google-authenticator*.deb)"
echo "URI: ${uri/$secret/SECRET}"
echo "file: $(grep STEP_SIZE key)"
seen="codes of 30 seconds: $(try 30s), codes of 60 seconds: $(try 60s)"
echo "$seen"
{ [ "$uri" = "otpauth://totp/ada?secret=$secret&issuer=Acme" ] && grep -q '^" STEP_SIZE 60$' key &&
  [ "$seen" = 'codes of 30 seconds: refused, codes of 60 seconds: accepted' ]; } || { echo 'It behaves differently now.' >&2; exit 1; }
