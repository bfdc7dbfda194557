#!/usr/bin/env bash
# Ruby's openid_connect hands the array `amr` to the application as one text.
#
# Expected: OpenID Connect Core, section 2: "amr: JSON array of strings", and RFC 8176 names what stands in it. A library that has parsed
#   the JSON hands on an array.
# What happens: attributes of the ID token are made text: `amr` is then `["pwd", "otp", "mfa"]`, brackets and quotation marks included,
#   which is Ruby's way to print an array and by luck JSON, too. `amr == %w[pwd otp mfa]` is false and
#   `Array(amr)` has one element.
# Why it matters: an application that compares `amr` with the methods it wants sends everybody to step up again, who come back with
#   the same. `acr`, which is a string, comes through as it is and is the claim to decide by; `amr` is to be had from the decoded JWT.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
command -v ruby > /dev/null || { echo 'needs ruby' >&2; exit 2; }
# Debian 12's packages, unpacked here and not installed.
apt-get -o APT::Sandbox::User=root download -qq \
  ruby-activemodel=2:6.1.7.10+dfsg-1~deb12u4 ruby-activesupport=2:6.1.7.10+dfsg-1~deb12u4 \
  ruby-addressable=2.8.1-1 ruby-aes-key-wrap=1.1.0-1 ruby-attr-required=1.0.0-2.1 ruby-bindata=2.4.14-1 \
  ruby-concurrent=1.1.6+dfsg-5 ruby-domain-name=0.5.20190701-1 ruby-http-cookie=1.0.5-1 \
  ruby-httpclient=2.8.3+git20211122.4658227-1 ruby-i18n=1.10.0-2 ruby-json-jwt=1.14.0-2 ruby-mail=2.7.1+dfsg1-2 \
  ruby-mini-mime=1.1.1-2 ruby-multi-json=1.14.1-2 ruby-openid-connect=1.2.0-2 ruby-public-suffix=4.0.6+ds-2 \
  ruby-rack-oauth2=1.21.3-1 ruby-rack=2.2.22-0+deb12u2 ruby-swd=1.0.1-2.1 ruby-tzinfo=2.0.5-1 \
  ruby-unf-ext=0.0.7.7-1+b4 ruby-unf=0.1.4-2.1 ruby-validate-email=0.1.6+git-1 ruby-validate-url=1.0.2+git-2 \
  ruby-webfinger=1.0.2-2.1 ruby-zeitwerk=2.6.1-1
for package in ./*.deb; do dpkg-deb -x "$package" root; done
RUBYLIB=$(find "$tmp/root" -type d \( -path '*/gems/*/lib' -o -name concurrent-ruby -o -path '*/vendor_ruby' -o -path '*/vendor_ruby/3.*' \) |
  paste -sd:)
export RUBYLIB

cat > token.rb <<'RUBY'
require 'logger'
require 'openid_connect'

KEY = OpenSSL::PKey::EC.generate('prime256v1')
signed = JSON::JWT.new(
  iss: 'https://id.example.com', sub: 'ada', aud: 'intranet', exp: Time.now.to_i + 60, iat: Time.now.to_i,
  acr: 'urn:step-up:2fa', amr: %w[pwd otp mfa], auth_time: 1_700_000_000
).sign(KEY, :ES256).to_s
token = OpenIDConnect::ResponseObject::IdToken.decode(signed, KEY)

puts "acr #{token.acr.inspect}, auth_time #{token.auth_time.inspect}"
puts "amr #{token.amr.class} #{token.amr.inspect}"
puts "the array #{token.amr == %w[pwd otp mfa]}, elements #{Array(token.amr).size}"
puts "decoded by JSON::JWT: #{JSON::JWT.decode(signed, KEY)[:amr].inspect}"
RUBY

wanted=$(cat <<'SEEN'
acr "urn:step-up:2fa", auth_time 1700000000
amr String "[\"pwd\", \"otp\", \"mfa\"]"
the array false, elements 1
decoded by JSON::JWT: ["pwd", "otp", "mfa"]
SEEN
)
seen=$(ruby -W0 token.rb)
echo "$(basename ruby-openid-connect*.deb), $(ruby --version | cut -d' ' -f1,2)"
echo "$seen"
[ "$seen" = "$wanted" ] || { echo 'It behaves differently now.' >&2; exit 1; }
