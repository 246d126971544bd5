package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code serve} shows by HTTP where a password is configured. */
@QuarkusTest
@TestProfile(HttpAccessTest.WithPassword.class)
class HttpAccessTest {

  /** Listens, as only {@code serve} does, and has a password. */
  public static final class WithPassword implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("quarkus.http.host-enabled", "true", "relievo.http.password", "open sesame");
    }
  }

  @TestHTTPResource("/")
  URI root;

  @Test
  void shouldShowMetricsToTheUserOnly() throws Exception {
    assertThat(status("/metrics", null)).isEqualTo(401);
    assertThat(status("/metrics", "relievo:wrong")).isEqualTo(401);
    assertThat(status("/metrics", "someone:open sesame")).isEqualTo(401);
    assertThat(status("/metrics", "relievo:open sesame")).isEqualTo(200);
  }

  @Test
  void shouldShowHealthToAnyone() throws Exception {
    assertThat(status("/health/live", null)).isEqualTo(200);
    assertThat(status("/health/../metrics", null)).isEqualTo(401);
    assertThat(status("/healthy", null)).isEqualTo(401);
  }

  @Test
  void shouldListenOnThisMachineOnly() throws Exception {
    assertThat(InetAddress.getByName(root.getHost()).isLoopbackAddress()).isTrue();
    List<InetAddress> others =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
            .toList();
    for (InetAddress address : others) {
      assertThat(answers(address)).as(address.toString()).isFalse();
    }
  }

  private boolean answers(InetAddress address) {
    try (Socket socket = new Socket(address, root.getPort())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private int status(String path, String user) throws Exception {
    URI uri = new URI(root.getScheme(), null, root.getHost(), root.getPort(), path, null, null);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (user != null) {
      String credentials =
          Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
      request.header("Authorization", "Basic " + credentials);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding()).statusCode();
  }
}
