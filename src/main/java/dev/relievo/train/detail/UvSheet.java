package dev.relievo.train.detail;

import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A picture of faces in UV space for people to look at before they train on them, a row each:
 * texture, visibility, relief (grey is none, dark a valley; black to white is 0.6 mm).
 */
public final class UvSheet {

  private static final int COLUMNS = 3;
  private static final float SHADES_A_MICROMETRE = 255 / 600f;

  private UvSheet() {}

  /**
   * Writes the sheet as a PNG.
   *
   * @param faces of one size
   * @param size side of their maps, texels
   */
  public static void write(List<UvFace> faces, int size, Path file) throws IOException {
    RgbImage sheet = new RgbImage(COLUMNS * size, Math.max(1, faces.size()) * size);
    for (int row = 0; row < faces.size(); row++) {
      UvFace face = faces.get(row);
      for (int t = 0; t < size * size; t++) {
        int at = 3 * ((row * size + t / size) * sheet.width() + t % size);
        for (int c = 0; c < 3; c++) {
          sheet.data()[at + c] = face.texture()[3 * t + c];
          sheet.data()[at + 3 * size + c] = face.visibility()[t];
          sheet.data()[at + 6 * size + c] = face.synthetic() ? shade(face.relief()[t]) : 0;
        }
      }
    }
    Files.write(file, ImageEncoder.png(sheet));
  }

  private static byte shade(short micrometres) {
    return (byte) Math.max(0, Math.min(255, Math.round(128 + SHADES_A_MICROMETRE * micrometres)));
  }
}
