package dev.relievo.cli;

import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.Secrets;
import dev.relievo.stream.SettingsException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Who may see what {@code relievo serve} shows by HTTP, as {@link RelievoConfig.Http} has it.
 *
 * @param name of the one user
 * @param password empty where nobody has to say who they are
 */
record HttpUser(String name, Optional<String> password) {

  private static final Logger LOG = Logger.getLogger(HttpUser.class);
  private static final String OPTIONS = "relievo.http.";

  /**
   * As configured.
   *
   * @throws SettingsException where options contradict each other
   */
  static HttpUser of(RelievoConfig.Http options) {
    Optional<String> password =
        Secrets.of(OPTIONS, options.password(), options.passwordFile())
            .filter(given -> !given.isEmpty());
    boolean basic = options.auth().map(RelievoConfig.Auth.BASIC::equals).orElse(false);
    if (basic && password.isEmpty()) {
      throw new SettingsException(
          OPTIONS + "auth=basic needs " + OPTIONS + "password-file or " + OPTIONS + "password");
    }
    boolean none = options.auth().map(RelievoConfig.Auth.NONE::equals).orElse(false);
    return new HttpUser(options.username(), none ? Optional.empty() : password);
  }

  /**
   * Asks for a choice where others than this machine are answered, and nobody made one.
   *
   * @param host the address that is listened on
   */
  static void warnIfOpen(RelievoConfig.Http options, String host) {
    HttpUser user = of(options);
    if (user.isRequired() || options.auth().isPresent() || isLoopback(host)) {
      return;
    }
    LOG.warnf(
        "whoever reaches %s sees the metrics of this process, and frames and faces where it has the"
            + " viewer: set %spassword-file, or %sauth=none where the network keeps others out",
        host, OPTIONS, OPTIONS);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Whether anybody has to say who they are. */
  boolean isRequired() {
    return password.isPresent();
  }

  /** Whether this is the user; takes as long for a wrong guess as for a right one. */
  boolean is(String givenName, char[] givenPassword) {
    boolean sameName = equal(name, givenName);
    boolean samePassword = equal(password.orElse(""), new String(givenPassword));
    return isRequired() && sameName && samePassword;
  }

  private static boolean equal(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return name + (isRequired() ? " with a password" : ", who needs no password");
  }
}
