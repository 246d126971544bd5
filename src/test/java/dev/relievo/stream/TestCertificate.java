package dev.relievo.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A key of this run, with a certificate for 127.0.0.1 that vouches for itself and is good for a
 * day; made by the JDK's keytool.
 *
 * @param keys PKCS12 with key and certificate
 * @param certificate PEM of the certificate
 */
public record TestCertificate(Path keys, Path certificate) {

  /** Of the PKCS12 file. */
  static final String PASSWORD = "only-for-this-run";

  /** Makes one in a folder; its subject is {@code CN=name}. */
  public static TestCertificate make(Path folder, String name)
      throws IOException, InterruptedException {
    Path keys = folder.resolve(name + ".p12");
    Path certificate = folder.resolve(name + ".pem");
    keytool(keys, name, "-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "1")
        .add("-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1")
        .run();
    keytool(keys, name, "-exportcert", "-rfc", "-file", certificate.toString()).run();
    return new TestCertificate(keys, certificate);
  }

  private static Keytool keytool(Path keys, String alias, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    Collections.addAll(command, arguments);
    Collections.addAll(command, "-alias", alias, "-storetype", "PKCS12");
    Collections.addAll(command, "-keystore", keys.toString(), "-storepass", PASSWORD);
    return new Keytool(command);
  }

  private record Keytool(List<String> command) {

    Keytool add(String... arguments) {
      Collections.addAll(command, arguments);
      return this;
    }

    void run() throws IOException, InterruptedException {
      Path output = Files.createTempFile("keytool", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (process.waitFor() != 0) {
          throw new IOException("keytool: " + Files.readString(output));
        }
      } finally {
        Files.delete(output);
      }
    }
  }
}
