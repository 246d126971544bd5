package dev.relievo.web;

import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A face that came out of the chain.
 *
 * @param key names it in addresses, see {@link #keyOf}
 * @param mesh its record
 * @param at when the broker received the mesh
 * @param millis from the frame's arrival at the broker to the mesh's; negative where not known
 */
record SeenFace(String key, FaceMesh mesh, Instant at, long millis) {

  private static final int KEY_BYTES = 12;

  static SeenFace of(FaceMesh mesh, Instant at, long millis) {
    return new SeenFace(keyOf(mesh.getFace().getFaceId()), mesh, at, millis);
  }

  /**
   * The same for a face in every process and after every restart; says nothing of the camera, whose
   * id may hold anything.
   */
  static String keyOf(String faceId) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(faceId.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, KEY_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  FaceRef ref() {
    return mesh.getFace();
  }

  FrameId frame() {
    return FrameId.of(ref());
  }
}
