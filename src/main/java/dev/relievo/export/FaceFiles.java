package dev.relievo.export;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.record.FaceMesh;
import dev.relievo.render.Normals;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a face as files: {@code NAME.glb}, {@code .obj} with {@code .mtl} and {@code
 * NAME-texture.jpg}, {@code .ply}, {@code .json}, and, where the photograph is at hand, {@code
 * NAME-preview.png}.
 */
public final class FaceFiles {

  private static final int LONGEST_NAME = 100;

  private final Path folder;
  private final String name;
  private final List<Path> written = new ArrayList<>();

  private FaceFiles(Path folder, String baseName) {
    this.folder = folder;
    this.name = safeName(baseName);
  }

  /**
   * Writes all files but the preview.
   *
   * @param folder made where it does not exist
   * @param baseName any text; made safe by {@link #safeName}
   * @return the files, in the order of the class's description
   * @throws IllegalArgumentException where the record is malformed or of another face model
   */
  public static List<Path> write(Path folder, String baseName, FaceMesh face, MorphableModel model)
      throws IOException {
    return new FaceFiles(folder, baseName).write(face, model, null);
  }

  /**
   * Writes all files.
   *
   * @param folder made where it does not exist
   * @param baseName any text; made safe by {@link #safeName}
   * @param photo the upright frame that the face was found in
   * @return the files, in the order of the class's description
   * @throws IllegalArgumentException where the record is malformed or of another face model
   */
  public static List<Path> write(
      Path folder, String baseName, FaceMesh face, MorphableModel model, RgbImage photo)
      throws IOException {
    return new FaceFiles(folder, baseName).write(face, model, photo);
  }

  /**
   * A file name that stays in its folder: letters, digits, dots, dashes and underscores of the text
   * (which may come from a stranger, such as a camera's id), others replaced by underscores.
   */
  public static String safeName(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(LONGEST_NAME)
        .map(c -> Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_' ? c : '_')
        .forEach(out::appendCodePoint);
    // A leading dot hides a file or leaves the folder; a leading dash is taken for an option.
    while (out.length() > 0 && (out.charAt(0) == '.' || out.charAt(0) == '-')) {
      out.setCharAt(0, '_');
    }
    return out.length() == 0 ? "face" : out.toString();
  }

  private List<Path> write(FaceMesh face, MorphableModel model, RgbImage photo) throws IOException {
    FaceParameters parameters = FaceRecords.fromRecord(model, face.getCoefficients());
    Texture texture = Glb.readTexture(face.getMesh());
    RgbImage decoded = decode(texture);
    TexturedMesh mesh = mesh(model, parameters, texture);
    String textureFile = name + "-texture." + texture.format().extension();
    Files.createDirectories(folder);
    file(name + ".glb", face.getMesh());
    file(name + ".obj", Obj.write(mesh, name + ".mtl"));
    file(name + ".mtl", Obj.material(textureFile));
    file(textureFile, texture.data());
    file(name + ".ply", Ply.write(mesh, decoded));
    file(name + ".json", FaceJson.write(face, model, parameters, mesh.vertices()));
    if (photo != null) {
      file(
          name + "-preview.png",
          ImageEncoder.png(
              Preview.draw(photo, FaceRecords.camera(face.getFace()), model, parameters, decoded)));
    }
    return List.copyOf(written);
  }

  private TexturedMesh mesh(MorphableModel model, FaceParameters parameters, Texture texture) {
    float[] vertices = model.shape(parameters);
    float[] normals = new float[vertices.length];
    Normals.ofVertices(vertices, model.triangles(), normals);
    return new TexturedMesh(name, vertices, normals, model.uv(), model.triangles(), texture);
  }

  private static RgbImage decode(Texture texture) {
    try {
      return ImageDecoder.decode(texture.data());
    } catch (ImageRejectedException e) {
      throw new IllegalArgumentException("the mesh's texture cannot be used: " + e.getMessage(), e);
    }
  }

  private void file(String fileName, byte[] content) throws IOException {
    file(fileName, ByteBuffer.wrap(content));
  }

  private void file(String fileName, ByteBuffer content) throws IOException {
    Path path = folder.resolve(fileName);
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer rest = content.duplicate();
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
    written.add(path);
  }
}
