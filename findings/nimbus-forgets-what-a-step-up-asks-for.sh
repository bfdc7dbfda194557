#!/usr/bin/env bash
# Nimbus' OAuth 2.0 SDK reads RFC 9470's error, and forgets which class and which age it asks for.
#
# Expected: RFC 9470, section 3 adds `acr_values` and `max_age` to the challenge; together with the error they are the message. An error
#   object of the SDK keeps parameters that it does not know (`getCustomParams`), and writes back what it has read.
# What happens: `UserInfoErrorResponse.parse` and `BearerTokenError.parse` keep error, description, URI, scope and realm. Both
#   parameters are gone, also from the custom ones and from the header that is written again. There is no constant for the error.
# Why it matters: Spring Security and pac4j bring this SDK along. A gateway that passes the error on through it asks people for a second
#   factor without saying for which; an application that relies on it asks for none. Read them from the field itself.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.nimbusds</groupId><artifactId>oauth2-oidc-sdk</artifactId><version>11.31</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode -Dmaven.repo.local="$tmp/repository" -Dmdep.outputFile=classpath \
  org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath | sed 's/\x1b\[[0-9;]*m//g'

cat > Read.java <<'JAVA'
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.token.BearerTokenError;
import com.nimbusds.openid.connect.sdk.UserInfoErrorResponse;

public class Read {
  public static void main(String[] arguments) throws Exception {
    String field = "Bearer realm=\"api\", error=\"insufficient_user_authentication\", error_description=\"more\""
        + ", scope=\"transfers\", acr_values=\"urn:step-up:2fa\", max_age=\"300\"";
    HTTPResponse response = new HTTPResponse(401);
    response.setWWWAuthenticate(field);
    var error = UserInfoErrorResponse.parse(response).getErrorObject();
    System.out.println("code " + error.getCode() + ", custom parameters " + error.getCustomParams());
    System.out.println("again " + BearerTokenError.parse(field).toWWWAuthenticateHeader());
  }
}
JAVA

wanted=$(cat <<'SEEN'
code insufficient_user_authentication, custom parameters {}
again Bearer realm="api", error="insufficient_user_authentication", error_description="more", scope="transfers"
SEEN
)
seen=$(java -cp "$(cat classpath)" Read.java)
echo "Nimbus: $(tr : '\n' < classpath | grep -o 'oauth2-oidc-sdk-[0-9.]*[0-9]')"
echo "$seen"
[ "$seen" = "$wanted" ] || { echo 'It behaves differently now.' >&2; exit 1; }
