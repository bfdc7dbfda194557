#!/usr/bin/env bash
# pac4j swallows an error of the OpenID provider: the page that was asked for says 401, and the next time asks the same again.
#
# Expected: OpenID Connect Core, section 3.1.2.6: an error response ends the request, and its code says what to do. `access_denied` is a
#   person who cancelled, `unmet_authentication_requirements` an account that cannot do what is demanded. An application shows that.
# What happens: the client makes "no credentials" of any error. The callback goes on to the page that was first asked for, as after a
#   sign-in; that page answers a 401 without a body; and when it is loaded again, the same request goes out with the same demand.
#   Neither answer has the code.
# Why it matters: whoever presses Cancel, or cannot give a second factor, sees an empty 401, and "reload" is a new demand.
#   Such an application needs a filter before the callback that looks at `error`, or asks with `acr_values`, which is always answered.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.pac4j</groupId><artifactId>pac4j-oidc</artifactId><version>6.2.2</version></dependency>
    <dependency><groupId>org.pac4j</groupId><artifactId>pac4j-core</artifactId><version>6.2.2</version></dependency>
    <dependency>
      <groupId>org.pac4j</groupId><artifactId>pac4j-core</artifactId><version>6.2.2</version><type>test-jar</type>
    </dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode -Dmaven.repo.local="$tmp/repository" -Dmdep.outputFile=classpath \
  org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath | sed 's/\x1b\[[0-9;]*m//g'

cat > Refused.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.pac4j.core.config.Config;
import org.pac4j.core.context.MockWebContext;
import org.pac4j.core.context.session.MockSessionStore;
import org.pac4j.core.engine.DefaultCallbackLogic;
import org.pac4j.core.engine.DefaultSecurityLogic;
import org.pac4j.core.exception.http.HttpAction;
import org.pac4j.core.exception.http.WithContentAction;
import org.pac4j.core.exception.http.WithLocationAction;
import org.pac4j.core.profile.ProfileManager;
import org.pac4j.oidc.client.OidcClient;
import org.pac4j.oidc.config.OidcConfiguration;

public class Refused {
  public static void main(String[] arguments) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String issuer = "http://127.0.0.1:" + server.getAddress().getPort();
    byte[] metadata = """
        {"issuer":"ISSUER","authorization_endpoint":"ISSUER/auth","token_endpoint":"ISSUER/token","jwks_uri":"ISSUER/jwks",
        "response_types_supported":["code"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["ES256"]}
        """.replace("ISSUER", issuer).getBytes();
    server.createContext("/", exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(200, head ? -1 : metadata.length);
      if (!head) exchange.getResponseBody().write(metadata);
      exchange.close();
    });
    server.start();
    try {
      for (String error : List.of("access_denied", "unmet_authentication_requirements")) turn(issuer, error);
    } finally {
      server.stop(0);
    }
  }

  static void turn(String issuer, String error) {
    var configuration = new OidcConfiguration();
    configuration.setClientId("intranet");
    configuration.setSecret("a-secret-of-the-intranet-and-nobody-else");
    configuration.setDiscoveryURI(issuer + "/.well-known/openid-configuration");
    configuration.addCustomParam("claims", "{\"id_token\":{\"acr\":{\"essential\":true,\"value\":\"urn:step-up:2fa\"}}}");
    var config = new Config("http://127.0.0.1/callback", new OidcClient(configuration));
    var session = new MockSessionStore();
    config.setSessionStoreFactory(parameters -> session);
    config.setProfileManagerFactory(ProfileManager::new);
    config.setHttpActionAdapter((action, context) -> action);

    String demanded = location(page(config));
    var back = MockWebContext.create().setFullRequestURL("http://127.0.0.1/callback")
        .addRequestParameter("client_name", "OidcClient").addRequestParameter("error", error)
        .addRequestParameter("state", demanded.replaceAll(".*[?&]state=([^&]*).*", "$1"));
    config.setWebContextFactory(parameters -> back);
    var callback = (HttpAction) new DefaultCallbackLogic().perform(config, null, null, null, null);
    System.out.println(error + ": the callback leads to " + location(callback));
    HttpAction answer = page(config);
    System.out.println(error + ": that page answers " + answer.getCode() + ", body \"" + ((WithContentAction) answer).getContent() + "\"");
    String again = location(page(config));
    System.out.println(error + ": loaded again, it leads to " + again.replace(issuer, "").replaceAll("\\?.*", "")
        + ", demand the same: " + claims(again).equals(claims(demanded)));
  }

  /** What a protected page answers whoever is not signed in. */
  static HttpAction page(Config config) {
    var context = MockWebContext.create().setFullRequestURL("http://127.0.0.1/payments");
    config.setWebContextFactory(parameters -> context);
    return (HttpAction) new DefaultSecurityLogic()
        .perform(config, (webContext, store, profiles) -> null, "OidcClient", null, null, null);
  }

  static String location(HttpAction action) {
    return ((WithLocationAction) action).getLocation();
  }

  static String claims(String location) {
    return location.replaceAll(".*[?&](claims=[^&]*).*", "$1");
  }
}
JAVA

wanted=$(cat <<'SEEN'
access_denied: the callback leads to http://127.0.0.1/payments
access_denied: that page answers 401, body ""
access_denied: loaded again, it leads to /auth, demand the same: true
unmet_authentication_requirements: the callback leads to http://127.0.0.1/payments
unmet_authentication_requirements: that page answers 401, body ""
unmet_authentication_requirements: loaded again, it leads to /auth, demand the same: true
SEEN
)
seen=$(java -cp "$(cat classpath)" Refused.java)
echo "pac4j: $(tr : '\n' < classpath | grep -o 'pac4j-oidc-[0-9.]*[0-9]' | sort -u)"
echo "$seen"
[ "$seen" = "$wanted" ] || { echo 'It behaves differently now.' >&2; exit 1; }
