package dev.relievo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.stream.TestConfig;
import io.vertx.core.net.HostAndPort;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostGuardTest {

  private final HostGuard guard =
      new HostGuard(TestConfig.with(Map.of("relievo.web.hosts", "faces.example,other")));

  @ParameterizedTest
  @CsvSource({
    "localhost, 8080,",
    "127.0.0.1, 8080, http://127.0.0.1:8080",
    "localhost, 8080, http://localhost:8080",
    "localhost, 80, http://localhost",
    "localhost, -1, https://localhost",
    "'[::1]', 8080, 'http://[::1]:8080'",
    "faces.example, 443, https://faces.example"
  })
  void shouldLetTheViewersOwnPagesIn(String host, int port, String origin) {
    assertThat(guard.refusal(HostAndPort.create(host, port), origin)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example, 8080,",
    "evil.example, 8080, http://evil.example:8080",
    "localhost.evil.example, 8080,",
    "1.2.3.4.evil.example, 8080,",
    "localhost, 8080, http://evil.example",
    "localhost, 8080, http://localhost:3000",
    "localhost, 8080, https://localhost",
    "localhost, 8080, null",
    "localhost, 8080, 'no origin'"
  })
  void shouldKeepOtherSitesOut(String host, int port, String origin) {
    assertThat(guard.refusal(HostAndPort.create(host, port), origin)).isNotNull();
  }

  @Test
  void shouldRefuseARequestWithoutAHost() {
    assertThat(guard.refusal(null, null)).contains("relievo.web.hosts");
  }
}
