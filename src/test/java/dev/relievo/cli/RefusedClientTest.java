package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.SecuredBroker;
import dev.relievo.stream.TestCertificate;
import dev.relievo.stream.TestConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a command says, and its exit code, where the cluster does not let it in. */
class RefusedClientTest {

  private static final String ADMINS = "secret-of-admin";

  @TempDir private static Path folder;
  private static SecuredBroker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = SecuredBroker.start(folder);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  /**
   * What a command left.
   *
   * @param log every line that any logger of Kafka's clients or of ours wrote meanwhile
   */
  private record Run(int exitCode, String err, String log) {}

  @Test
  void shouldSayThatTheUserIsNotAccepted() {
    Run run = describe(broker.config("admin", "not the password", broker.certificate(), Map.of()));
    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run.err())
        .contains("does not accept the user", "relievo.kafka.security.username")
        .doesNotContain("not the password");
  }

  @Test
  void shouldSayThatTheBrokersCertificateIsNotTrusted() throws Exception {
    TestCertificate other = TestCertificate.make(folder, "somebody-else");
    Run run = describe(broker.config("admin", ADMINS, other, Map.of()));
    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run.err()).contains("is not trusted", "relievo.kafka.security.trust-certificates");
  }

  @Test
  void shouldSayWhatTheUserMayNotDo() throws Exception {
    broker.add(List.of("guest"));
    AclsCommand acls = new AclsCommand();
    acls.config =
        broker.config("guest", SecuredBroker.password("guest"), broker.certificate(), Map.of());
    Run run = run(acls, "create");
    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run.err()).contains("refuses", "relievo acls");
  }

  @Test
  void shouldTakeThePasswordFromAFileAndLogItNowhere() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), ADMINS + "\n");
    RelievoConfig config =
        TestConfig.with(
            Map.of(
                "relievo.kafka.bootstrap-servers", broker.bootstrapServers(),
                "relievo.kafka.security.username", "admin",
                "relievo.kafka.security.password-file", file.toString(),
                "relievo.kafka.security.trust-certificates",
                    broker.certificate().certificate().toString()));
    Run run = describe(config);
    assertThat(run.exitCode()).as("no topic is there: " + run.err()).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(run.log())
        .as("the clients' settings are logged")
        .contains("sasl.jaas.config = [hidden]")
        .doesNotContain(ADMINS);
    assertThat(run.err()).doesNotContain(ADMINS);
  }

  @Test
  void shouldRefuseAUserWithoutPassword() {
    Run run = describe(TestConfig.with(Map.of("relievo.kafka.security.username", "admin")));
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("password-file", "one is missing");
  }

  private static Run describe(RelievoConfig config) {
    TopicsCommand topics = new TopicsCommand();
    topics.config = config;
    return run(topics, "describe");
  }

  private static Run run(Object command, String subcommand) {
    StringWriter err = new StringWriter();
    CommandLine line =
        new CommandLine(command)
            .setErr(new PrintWriter(err, true))
            .setOut(new PrintWriter(new StringWriter()))
            .setExecutionExceptionHandler(new FailureHandler());
    try (Captured log = new Captured("org.apache.kafka", "dev.relievo")) {
      int exitCode = line.execute(subcommand);
      return new Run(exitCode, err.toString(), log.text());
    }
  }

  /** Everything that is logged below some names, at every level. */
  private static final class Captured extends Handler implements AutoCloseable {

    private final SimpleFormatter formatter = new SimpleFormatter();
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final List<Logger> loggers;
    private final List<Level> before;

    Captured(String... names) {
      loggers = List.of(names).stream().map(Logger::getLogger).toList();
      before = loggers.stream().map(Logger::getLevel).toList();
      setLevel(Level.ALL);
      for (Logger logger : loggers) {
        logger.addHandler(this);
        logger.setLevel(Level.ALL);
        logger.setUseParentHandlers(false);
      }
    }

    String text() {
      StringBuilder out = new StringBuilder();
      records.forEach(record -> out.append(formatter.format(record)));
      return out.toString();
    }

    @Override
    public void publish(LogRecord record) {
      records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      for (int i = 0; i < loggers.size(); i++) {
        loggers.get(i).removeHandler(this);
        loggers.get(i).setLevel(before.get(i));
        loggers.get(i).setUseParentHandlers(true);
      }
    }
  }
}
