package dev.relievo.export;

import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.ImageLimits;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.record.FaceMesh;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes faces as files: {@code NAME.glb} with the detail that was asked for, {@code .obj} with
 * {@code .mtl} and {@code NAME-texture.jpg}, {@code .ply}, {@code .json}, where there is relief
 * {@code NAME-displacement.png} and {@code NAME-normals.png}, and where the photograph is at hand
 * {@code NAME-preview.png}. The OBJ is the coarse mesh, whose material names the maps; the PLY is
 * dense where the GLB is. Not safe to share between threads.
 */
public final class FaceFiles {

  private static final int LONGEST_NAME = 100;

  private final FaceMesher mesher;
  private final Detail detail;

  /**
   * A writer of faces.
   *
   * @param detail how relief gets into the GLB and the PLY
   */
  public FaceFiles(MorphableModel model, Detail detail) {
    this.mesher = new FaceMesher(model);
    this.detail = detail;
  }

  /**
   * Writes all files but the preview.
   *
   * @param folder made where it does not exist
   * @param baseName any text; made safe by {@link #safeName}
   * @return the files, in the order of the class's description
   * @throws IllegalArgumentException where the record is malformed or of another face model
   */
  public List<Path> write(Path folder, String baseName, FaceMesh face) throws IOException {
    return write(folder, baseName, face, null);
  }

  /**
   * Writes all files.
   *
   * @param folder made where it does not exist
   * @param baseName any text; made safe by {@link #safeName}
   * @param photo the upright frame that the face was found in; null leaves the preview out
   * @return the files, in the order of the class's description
   * @throws IllegalArgumentException where the record is malformed or of another face model
   */
  public List<Path> write(Path folder, String baseName, FaceMesh face, RgbImage photo)
      throws IOException {
    FaceParameters parameters = place(face);
    RgbImage decoded = decode(Glb.readTexture(face.getMesh()));
    String name = safeName(baseName);
    Map<String, ByteBuffer> files = encode(name, face, parameters, decoded);
    if (photo != null) {
      RgbImage preview =
          Preview.draw(
              photo, FaceRecords.camera(face.getFace()), mesher, parameters.pose(), decoded);
      files.put(name + "-preview.png", ByteBuffer.wrap(ImageEncoder.png(preview)));
    }
    Files.createDirectories(folder);
    List<Path> written = new ArrayList<>();
    for (Map.Entry<String, ByteBuffer> file : files.entrySet()) {
      written.add(write(folder.resolve(file.getKey()), file.getValue()));
    }
    return List.copyOf(written);
  }

  /**
   * The contents of all files but the preview, by their names.
   *
   * @param baseName any text; made safe by {@link #safeName}
   * @return in the order of the class's description; position to limit
   * @throws IllegalArgumentException where the record is malformed or of another face model
   */
  public Map<String, ByteBuffer> encode(String baseName, FaceMesh face) {
    FaceParameters parameters = place(face);
    RgbImage decoded = decode(Glb.readTexture(face.getMesh()));
    return encode(safeName(baseName), face, parameters, decoded);
  }

  private Map<String, ByteBuffer> encode(
      String name, FaceMesh face, FaceParameters parameters, RgbImage decoded) {
    Texture texture = Glb.readTexture(face.getMesh());
    Map<String, ByteBuffer> files = new LinkedHashMap<>();
    files.put(name + ".glb", glb(name, face, texture));
    files.put(
        name + ".obj", ByteBuffer.wrap(Obj.write(mesher.coarse(name, texture), name + ".mtl")));
    files.put(name + ".mtl", ByteBuffer.wrap(material(name, texture, face)));
    files.put(name + textureEnding(texture), texture.data());
    files.put(name + ".ply", ByteBuffer.wrap(Ply.write(ply(name, texture), decoded)));
    files.put(
        name + ".json",
        ByteBuffer.wrap(
            FaceJson.write(face, mesher.model(), parameters, mesher.surface().vertices())));
    if (mesher.hasRelief()) {
      files.put(name + "-displacement.png", face.getDisplacement().getData());
      files.put(name + "-normals.png", ByteBuffer.wrap(ImageEncoder.png(mesher.normalMap())));
    }
    return files;
  }

  /**
   * The GLB of a face with the detail that was asked for: the record's own, where that is a normal
   * map.
   *
   * @return position to limit
   * @throws IllegalArgumentException where the record is malformed or of another face model
   */
  public ByteBuffer glb(FaceMesh face) {
    if (!detail.mode().isDense()) {
      return face.getMesh().duplicate();
    }
    place(face);
    return glb(face.getFace().getFaceId(), face, Glb.readTexture(face.getMesh()));
  }

  private ByteBuffer glb(String name, FaceMesh face, Texture texture) {
    return detail.mode().isDense()
        ? Glb.write(mesher.mesh(name, texture, detail))
        : face.getMesh().duplicate();
  }

  private FaceParameters place(FaceMesh face) {
    FaceParameters parameters = FaceRecords.fromRecord(mesher.model(), face.getCoefficients());
    mesher.place(parameters, relief(face));
    return parameters;
  }

  /** Of a face that has some, else null. */
  private static DisplacementMap relief(FaceMesh face) {
    if (face.getDisplacement() == null) {
      return null;
    }
    try {
      return DisplacementImages.decode(face.getDisplacement(), face.getDisplacementScale());
    } catch (ImageRejectedException e) {
      throw new IllegalArgumentException("the face's relief cannot be used: " + e.getMessage(), e);
    }
  }

  private byte[] material(String name, Texture texture, FaceMesh face) {
    String textureFile = name + textureEnding(texture);
    return mesher.hasRelief()
        ? Obj.material(
            textureFile,
            name + "-normals.png",
            name + "-displacement.png",
            face.getDisplacementScale())
        : Obj.material(textureFile);
  }

  private static String textureEnding(Texture texture) {
    return "-texture." + texture.format().extension();
  }

  private TexturedMesh ply(String name, Texture texture) {
    return detail.mode().isDense()
        ? mesher.mesh(name, texture, new Detail(Detail.Mode.GEOMETRY, detail.density()))
        : mesher.coarse(name, texture);
  }

  private static RgbImage decode(Texture texture) {
    try {
      return ImageDecoder.decode(texture.data(), ImageLimits.MAPS);
    } catch (ImageRejectedException e) {
      throw new IllegalArgumentException("the mesh's texture cannot be used: " + e.getMessage(), e);
    }
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

  private static Path write(Path path, ByteBuffer content) throws IOException {
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
    return path;
  }
}
