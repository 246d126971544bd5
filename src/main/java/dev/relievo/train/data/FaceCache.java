package dev.relievo.train.data;

import dev.relievo.face.FaceVector;
import dev.relievo.face.MorphableModel;
import dev.relievo.nn.FaceDetector;
import dev.relievo.stage.regress.RegressStage;
import dev.relievo.tensor.ModelStore;
import dev.relievo.train.data.PhotoFolder.Photo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * The faces of a folder's photographs, found and fitted once and kept in a file. The file is keyed
 * by face model, fit, networks, and the list of photographs; a run that finds it complete uses it,
 * one that finds it begun goes on.
 */
public final class FaceCache implements AutoCloseable {

  /** Changes whenever what is stored changes. */
  private static final String VERSION = "faces-2";

  private final RecordFile<StoredFace> file;
  private final String key;

  private FaceCache(RecordFile<StoredFace> file, String key) {
    this.file = file;
    this.key = key;
  }

  /**
   * Opens the cache, and first fills it where it is not complete.
   *
   * @param photos to find faces in, in order
   * @param store of the networks
   * @param model to fit
   * @param file of the cache
   * @param progress called from this thread
   * @throws IOException where the cache cannot be written, or no photograph to train on shows a
   *     face
   * @throws CancellationException where the thread was interrupted; what was done is kept
   */
  public static FaceCache open(
      List<Photo> photos, ModelStore store, MorphableModel model, Path file, Progress progress)
      throws IOException {
    String key = key(photos, store, model);
    RecordFile<StoredFace> faces =
        RecordFile.open(file, key, new FaceCodec(new FaceVector(model).length()));
    FaceCache cache = new FaceCache(faces, key);
    try {
      PhotoPass.fill(photos, faces, () -> new FaceReader(store, model), progress);
      cache.requireFaces(photos);
    } catch (IOException | RuntimeException e) {
      faces.close();
      throw e;
    }
    return cache;
  }

  private void requireFaces(List<Photo> photos) throws IOException {
    for (int i = 0; i < photos.size(); i++) {
      if (!photos.get(i).validation() && file.read(i).found()) {
        return;
      }
    }
    throw new IOException(
        "none of the %d photographs from %s on shows a face that can be learned from; are they pictures of faces?"
            .formatted(photos.size(), photos.get(0).file()));
  }

  private static String key(List<Photo> photos, ModelStore store, MorphableModel model)
      throws IOException {
    StringBuilder all = new StringBuilder(VERSION).append('\n').append(model.id());
    all.append(' ').append(new FaceVector(model).length()).append(' ').append(RegressStage.FIT);
    FaceDetector.MODELS.forEach(name -> all.append(' ').append(store.id(name)));
    for (Photo p : photos) {
      all.append('\n').append(p.name()).append(' ').append(Files.size(p.file()));
      all.append(' ').append(p.person()).append(' ').append(p.validation());
    }
    return ModelStore.sha256(ByteBuffer.wrap(all.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /** Photographs, with and without a face. */
  public int count() {
    return file.count();
  }

  /** What is kept of a photograph. */
  public StoredFace read(int index) {
    try {
      return file.read(index);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names everything that the faces depend on: 64 hexadecimal digits. */
  public String key() {
    return key;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
