package dev.relievo.export;

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
import java.util.Set;

/**
 * Writes faces as files: {@code NAME.glb} in the style that was asked for, {@code .obj} with {@code
 * .mtl} and {@code NAME-texture.jpg}, {@code .ply}, {@code .json}, where there is relief {@code
 * NAME-displacement.png} and {@code NAME-normals.png}, which belong to the OBJ, and {@code
 * NAME-preview.png}. The OBJ is the coarse mesh, whose material names the maps; the PLY is dense
 * where the GLB is. Not safe to share between threads.
 */
public final class FaceFiles {

  private static final int LONGEST_NAME = 100;

  private final FaceMesher mesher;
  private final GlbStyle style;

  /**
   * A writer of faces.
   *
   * @param detail how relief gets into the GLB and the PLY
   */
  public FaceFiles(MorphableModel model, Detail detail) {
    this(model, new GlbStyle(detail, Compression.NONE, false));
  }

  /**
   * A writer of faces.
   *
   * @param style of the GLB, whose detail is the PLY's too
   */
  public FaceFiles(MorphableModel model, GlbStyle style) {
    this.mesher = new FaceMesher(model);
    this.style = style;
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
    return write(folder, baseName, face, null, FaceFormat.MESHES);
  }

  /**
   * Writes files.
   *
   * @param folder made where it does not exist
   * @param baseName any text; made safe by {@link #safeName}
   * @param photo the upright frame that the face was found in; null where it is not at hand
   * @param formats which
   * @return the files, in the order of the class's description
   * @throws IllegalArgumentException where the record is malformed or of another face model
   */
  public List<Path> write(
      Path folder, String baseName, FaceMesh face, RgbImage photo, Set<FaceFormat> formats)
      throws IOException {
    Map<String, ByteBuffer> files = encode(baseName, face, photo, formats);
    Files.createDirectories(folder);
    List<Path> written = new ArrayList<>();
    for (Map.Entry<String, ByteBuffer> file : files.entrySet()) {
      written.add(write(folder.resolve(file.getKey()), file.getValue()));
    }
    return List.copyOf(written);
  }

  /**
   * The contents of files, by their names.
   *
   * @param baseName any text; made safe by {@link #safeName}
   * @param photo the upright frame that the face was found in; null where it is not at hand
   * @param formats which
   * @return in the order of the class's description; position to limit
   * @throws IllegalArgumentException where the record is malformed or of another face model
   */
  public Map<String, ByteBuffer> encode(
      String baseName, FaceMesh face, RgbImage photo, Set<FaceFormat> formats) {
    String name = safeName(baseName);
    Texture texture = Glb.readTexture(face.getMesh());
    Map<String, ByteBuffer> files = new LinkedHashMap<>();
    FaceParameters parameters = place(face);
    if (formats.contains(FaceFormat.GLB)) {
      files.put(name + ".glb", glb(name, face));
      mesher.place(parameters, DisplacementImages.of(face));
    }
    if (formats.contains(FaceFormat.OBJ)) {
      putObj(files, name, face, texture);
    }
    if (formats.contains(FaceFormat.PLY)) {
      byte[] ply = Ply.write(ply(name, texture), decode(texture));
      files.put(name + ".ply", ByteBuffer.wrap(ply));
    }
    if (formats.contains(FaceFormat.JSON)) {
      byte[] json = FaceJson.write(face, mesher.model(), parameters, mesher.surface().vertices());
      files.put(name + ".json", ByteBuffer.wrap(json));
    }
    if (formats.contains(FaceFormat.OBJ)) {
      putMaps(files, name, face);
    }
    if (formats.contains(FaceFormat.PNG)) {
      RgbImage preview =
          Preview.draw(
              photo,
              FaceRecords.camera(face.getFace()),
              mesher,
              parameters.pose(),
              decode(texture));
      files.put(name + "-preview.png", ByteBuffer.wrap(ImageEncoder.png(preview)));
    }
    return files;
  }

  private void putObj(Map<String, ByteBuffer> files, String name, FaceMesh face, Texture texture) {
    byte[] obj = Obj.write(mesher.coarse(name, texture), name + ".mtl");
    files.put(name + ".obj", ByteBuffer.wrap(obj));
    files.put(name + ".mtl", ByteBuffer.wrap(material(name, texture, face)));
    files.put(name + textureEnding(texture), texture.data());
  }

  /** What the OBJ's material names, of a face that has relief. */
  private void putMaps(Map<String, ByteBuffer> files, String name, FaceMesh face) {
    if (mesher.hasRelief()) {
      files.put(name + "-displacement.png", face.getDisplacement().getData());
      files.put(name + "-normals.png", ByteBuffer.wrap(ImageEncoder.png(mesher.normalMap())));
    }
  }

  /**
   * The GLB of a face in the style that was asked for.
   *
   * @return position to limit
   * @throws IllegalArgumentException where the record is malformed or of another face model
   */
  public ByteBuffer glb(FaceMesh face) {
    return glb(face.getFace().getFaceId(), face);
  }

  private ByteBuffer glb(String name, FaceMesh face) {
    if (style.isOfRecord()) {
      return face.getMesh().duplicate();
    }
    Texture texture = Glb.readTexture(face.getMesh());
    if (style.expressions()) {
      return neutral(name, face, texture);
    }
    place(face);
    return Glb.write(mesher.mesh(name, texture, style.detail()), style.compression());
  }

  /** The neutral face, with its expressions. */
  private ByteBuffer neutral(String name, FaceMesh face, Texture texture) {
    FaceParameters seen = FaceRecords.fromRecord(mesher.model(), face.getCoefficients());
    mesher.place(seen.neutral(), DisplacementImages.of(face));
    Expressions expressions =
        new Expressions(
            ExpressionTargets.of(mesher.model(), seen.identity(), seen.corrective()),
            seen.expression());
    TexturedMesh mesh = mesher.mesh(name, texture, style.detail());
    return Glb.write(mesh, expressions, style.compression());
  }

  private FaceParameters place(FaceMesh face) {
    FaceParameters parameters = FaceRecords.fromRecord(mesher.model(), face.getCoefficients());
    mesher.place(parameters, DisplacementImages.of(face));
    return parameters;
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
    Detail detail = style.detail();
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
