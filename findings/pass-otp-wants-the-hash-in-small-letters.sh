#!/usr/bin/env bash
# Pass::OTP reads `algorithm=SHA256` as SHA-1, and `algorithm=sha512` as something else again.
#
# Expected: the key URI format knows SHA1, SHA256 and SHA512, written so; the module reads key URIs itself (Pass::OTP::URI). Its codes
#   are then those of RFC 6238, appendix B: at 59 seconds 94287082, 46119246 and 90693936.
# What happens: it looks for `sha` in small letters: in capitals, as everybody writes it, both are SHA-1 without a word. In small
#   letters SHA-256 is right; SHA-512 is not, for HMAC is given SHA-256's block of 64 bytes instead of 128 (RFC 2104, section 2): the
#   second computation below with 64 gives the module's code.
# Why it matters: no spelling makes it show the codes of a SHA-512 device, and only a foreign one those of a SHA-256 device. People
#   say "the code is always wrong", and enrolment fails at its first code: SHA1 is what a provider should offer.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
# Debian 12's package and what it needs, unpacked here and not installed.
apt-get -o APT::Sandbox::User=root download -qq libpass-otp-perl=1.5-2 libconvert-base32-perl=0.06-3 libdigest-hmac-perl=1.04+dfsg-2
for package in ./*.deb; do dpkg-deb -x "$package" root; done
export PERL5LIB="$tmp/root/usr/share/perl5"

cat > codes.pl <<'PERL'
use strict; use warnings;
use Digest::SHA qw(sha512);
use Convert::Base32 qw(encode_base32);
use Pass::OTP qw(otp); use Pass::OTP::URI qw(parse);

for my $case (['SHA1', 20], ['SHA256', 32], ['sha256', 32], ['SHA512', 64], ['sha512', 64]) {
    my ($name, $size) = @$case;
    my $seed = uc encode_base32(substr('1234567890' x 7, 0, $size));
    my %options = parse("otpauth://totp/Acme:ada?secret=$seed&issuer=Acme&algorithm=$name&digits=8&period=30");
    print "$name ", otp(%options, now => 59), "\n";
}

# HMAC-SHA-512 with a block of 64 bytes; the key of 64 needs no padding then.
my $key = substr('1234567890' x 7, 0, 64);
my $mac = sha512(($key ^ ("\x5c" x 64)) . sha512(($key ^ ("\x36" x 64)) . pack('Q>', 1)));
my $offset = ord(substr $mac, -1) & 15;
printf "SHA-512 in blocks of 64: %08d\n", (unpack('N', substr $mac, $offset, 4) & 0x7fffffff) % 100_000_000;
PERL

seen=$(perl codes.pl)
echo "Pass::OTP $(perl -MPass::OTP -e 'print $Pass::OTP::VERSION'), $(basename libpass-otp-perl*.deb)"
echo "$seen"
of() { sed -n "s/^$1:\{0,1\} //p" <<< "$seen"; }
{ [ "$(of SHA1)" = 94287082 ] && [ "$(of sha256)" = 46119246 ] && [ "$(of SHA256)" != 46119246 ] &&
  [ "$(of SHA512)" != 90693936 ] && [ "$(of sha512)" != 90693936 ] &&
  [ "$(of sha512)" = "$(of 'SHA-512 in blocks of 64')" ]; } || { echo 'It behaves differently now.' >&2; exit 1; }
