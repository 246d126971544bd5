package dev.relievo.image;

import dev.relievo.record.RejectReason;
import java.util.List;
import org.junit.jupiter.api.Named;

/** The pictures of {@link ImageRejectionTest}, for tests of other packages. */
public final class UnusableImages {

  /**
   * A picture that cannot be used.
   *
   * @param name what is wrong with it
   * @param file its bytes
   * @param reason with which the decoder rejects it
   */
  public record Unusable(String name, byte[] file, RejectReason reason) {}

  private UnusableImages() {}

  /** One of every kind. */
  public static List<Unusable> all() {
    try {
      return ImageRejectionTest.unusable()
          .map(arguments -> unusable((Named<?>) arguments.get()[0], arguments.get()[1]))
          .toList();
    } catch (Exception e) {
      throw new IllegalStateException("cannot make bad pictures", e);
    }
  }

  private static Unusable unusable(Named<?> file, Object reason) {
    return new Unusable(file.getName(), (byte[]) file.getPayload(), (RejectReason) reason);
  }
}
