package dev.relievo.cli;

import dev.relievo.export.FaceFiles;
import dev.relievo.export.FaceFormat;
import dev.relievo.export.GlbStyle;
import dev.relievo.face.MorphableModel;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes what comes out of the chain as files, named after camera, sequence and the face's index,
 * so that a replay writes the same files. Without a face model where a record's own mesh is wanted.
 */
final class MeshWriter {

  private static final int MAX_NAME = 60;
  private static final Set<FaceFormat> GLB = Set.of(FaceFormat.GLB);

  private final Path folder;
  private final Set<FaceFormat> formats;
  private final Consumer<String> complaints;

  /** Null where each record's own mesh is wanted. */
  private final FaceFiles files;

  /**
   * A writer into a folder, which it makes.
   *
   * @param model called where one is needed
   * @param complaints about records that allow no other mesh than their own
   */
  MeshWriter(
      Path folder,
      Set<FaceFormat> formats,
      GlbStyle style,
      Supplier<MorphableModel> model,
      Consumer<String> complaints)
      throws IOException {
    this.folder = folder;
    this.formats = formats;
    this.complaints = complaints;
    boolean own = formats.equals(GLB) && style.isOfRecord();
    files = own ? null : new FaceFiles(model.get(), style);
    Files.createDirectories(folder);
  }

  /** Writes a face; the files. */
  List<Path> write(FaceMesh mesh) throws IOException {
    String name = name(mesh.getFace());
    if (files == null) {
      return List.of(writeOwn(name, mesh));
    }
    try {
      return files.write(folder, name, mesh, null, formats);
    } catch (IllegalArgumentException e) {
      complaints.accept(mesh.getFace().getFaceId() + " is written as it came: " + e.getMessage());
      return formats.contains(FaceFormat.GLB) ? List.of(writeOwn(name, mesh)) : List.of();
    }
  }

  private Path writeOwn(String name, FaceMesh mesh) throws IOException {
    ByteBuffer bytes = mesh.getMesh().duplicate();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return Files.write(folder.resolve(name + ".glb"), copy);
  }

  /** A camera's id may be anything, a file's name may not; the hash keeps two ids apart. */
  private static String name(FaceRef face) {
    String id = face.getCameraId();
    String camera = id.replaceAll("[^A-Za-z0-9_-]", "_");
    if (!camera.equals(id) || camera.length() > MAX_NAME) {
      String start = camera.substring(0, Math.min(camera.length(), MAX_NAME));
      camera = start + "_" + Integer.toHexString(id.hashCode());
    }
    return "%s-%d-%d".formatted(camera, face.getSequence(), face.getFaceIndex());
  }
}
