package dev.relievo.web;

import dev.relievo.export.FaceFiles;
import dev.relievo.export.FaceFormat;
import dev.relievo.export.GlbStyle;
import dev.relievo.face.MorphableModel;
import dev.relievo.record.FaceMesh;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A face as a file to take away. One at a time: what a mesh is made with is large and is used
 * again.
 */
final class Downloads {

  private static final List<String> OBJ_ENDINGS =
      List.of(".obj", ".mtl", "-texture.jpg", "-texture.png", "-normals.png", "-displacement.png");

  private final Supplier<MorphableModel> model;
  private FaceFiles files;
  private GlbStyle style;

  /**
   * Of faces of a model.
   *
   * @param model called once, when the first file is wanted that needs it
   */
  Downloads(Supplier<MorphableModel> model) {
    this.model = model;
  }

  /**
   * A GLB.
   *
   * @param relief factor for the relief of a dense mesh, 0 to 4; of a normal map it is always 1
   * @throws IllegalArgumentException where the record is malformed or of another face model
   */
  synchronized byte[] glb(FaceMesh face, GlbStyle wanted, float relief) {
    if (wanted.isOfRecord()) {
      return bytes(face.getMesh());
    }
    boolean dense = wanted.detail().mode().isDense();
    return bytes(files(wanted).glb(dense ? scaled(face, relief) : face));
  }

  /** The face with its relief made flatter or deeper. */
  private static FaceMesh scaled(FaceMesh face, float factor) {
    if (face.getDisplacement() == null || factor == 1) {
      return face;
    }
    FaceMesh.Builder scaled = FaceMesh.newBuilder(face);
    return factor == 0
        ? scaled.setDisplacement(null).setDisplacementScale(0).build()
        : scaled.setDisplacementScale(factor * face.getDisplacementScale()).build();
  }

  /**
   * One of the files that {@link FaceFiles} makes.
   *
   * @param ending such as {@code .ply}
   * @throws IllegalArgumentException where the record is malformed or of another face model
   */
  synchronized byte[] file(FaceMesh face, String ending) {
    Map<String, ByteBuffer> all =
        files(GlbStyle.DEFAULT).encode("face", face, null, FaceFormat.MESHES);
    return bytes(all.get("face" + ending));
  }

  /**
   * The OBJ with its material and its pictures, as a ZIP.
   *
   * @param name of the files in it
   * @throws IllegalArgumentException where the record is malformed or of another face model
   */
  synchronized byte[] objZip(FaceMesh face, String name) {
    String safe = FaceFiles.safeName(name);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, ByteBuffer> file :
          files(GlbStyle.DEFAULT).encode(safe, face, null, FaceFormat.MESHES).entrySet()) {
        if (OBJ_ENDINGS.contains(file.getKey().substring(safe.length()))) {
          zip.putNextEntry(new ZipEntry(file.getKey()));
          zip.write(bytes(file.getValue()));
          zip.closeEntry();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private FaceFiles files(GlbStyle wanted) {
    if (files == null || !wanted.equals(style)) {
      files = new FaceFiles(model.get(), wanted);
      style = wanted;
    }
    return files;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] out = new byte[buffer.remaining()];
    buffer.duplicate().get(out);
    return out;
  }
}
