#!/usr/bin/env bash
# Apache HttpClient does not find its way in a WWW-Authenticate field where one scheme has no parameters.
#
# Expected: RFC 9110, section 11.6.1: a challenge is a scheme, with or without parameters, and the field is a list of them. `Negotiate`
#   stands alone by RFC 4559, section 4, and `DPoP` may (RFC 9449, section 7.1: `algs` should be there, not must). `Bearer` may not
#   (RFC 6750, section 3), so the lists below are valid.
# What happens: AuthChallengeParser refuses a list whose first scheme is bare as malformed, with all that follows; where there is no
#   space after the comma, the two schemes are one name; and a bare scheme at the end is a parameter of the challenge before it.
#   Alone, or when every challenge has a parameter, each is read rightly.
# Why it matters: RFC 9470's challenge is lost where an API takes Kerberos too, or DPoP without `algs`. Code built on this client takes
#   its public parser for the field. An API gives each scheme a parameter (`realm`, `algs`), and puts `Negotiate` in a field of its own.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.httpcomponents.client5</groupId><artifactId>httpclient5</artifactId><version>5.6</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode -Dmaven.repo.local="$tmp/repository" -Dmdep.outputFile=classpath \
  org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath | sed 's/\x1b\[[0-9;]*m//g'

cat > Read.java <<'JAVA'
import java.util.List;
import org.apache.hc.client5.http.auth.ChallengeType;
import org.apache.hc.client5.http.impl.auth.AuthChallengeParser;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.message.ParserCursor;

public class Read {
  public static void main(String[] arguments) {
    for (String field : List.of(
        "Negotiate",
        "Bearer error=\"insufficient_user_authentication\", acr_values=\"urn:step-up:2fa\"",
        "Bearer realm=\"api\", DPoP algs=\"ES256\"",
        "Negotiate, Bearer error=\"insufficient_user_authentication\", acr_values=\"urn:step-up:2fa\"",
        "DPoP, Bearer realm=\"api\"",
        "DPoP,Bearer realm=\"api\"",
        "Bearer realm=\"api\", DPoP")) {
      try {
        var challenges = AuthChallengeParser.INSTANCE.parse(ChallengeType.TARGET, field, new ParserCursor(0, field.length()));
        System.out.print(field + "  ->");
        for (var challenge : challenges) System.out.print("  " + challenge.getSchemeName() + " " + challenge.getParams());
        System.out.println();
      } catch (ParseException problem) {
        System.out.println(field + "  ->  " + problem.getMessage());
      }
    }
  }
}
JAVA

wanted=$(cat <<'SEEN'
Negotiate  ->  Negotiate null
Bearer error="insufficient_user_authentication", acr_values="urn:step-up:2fa"  ->  Bearer [error=insufficient_user_authentication, acr_values=urn:step-up:2fa]
Bearer realm="api", DPoP algs="ES256"  ->  Bearer [realm=api]  DPoP [algs=ES256]
Negotiate, Bearer error="insufficient_user_authentication", acr_values="urn:step-up:2fa"  ->  Malformed auth challenge
DPoP, Bearer realm="api"  ->  Malformed auth challenge
DPoP,Bearer realm="api"  ->  DPoP,Bearer [realm=api]
Bearer realm="api", DPoP  ->  Bearer [realm=api, DPoP]
SEEN
)
seen=$(java -cp "$(cat classpath)" Read.java)
echo "Apache HttpClient: $(tr : '\n' < classpath | grep -o 'httpclient5-[0-9.]*[0-9]')"
echo "$seen"
[ "$seen" = "$wanted" ] || { echo 'It behaves differently now.' >&2; exit 1; }
