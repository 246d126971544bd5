package dev.relievo.train.detail;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import dev.relievo.nn.CoarseNetwork;
import dev.relievo.nn.FaceDetector;
import dev.relievo.nn.NetworkDevice;
import dev.relievo.stage.regress.RegressStage;
import dev.relievo.tensor.ModelStore;
import dev.relievo.tensor.Safetensors;
import dev.relievo.train.data.LargestFace;
import dev.relievo.train.data.PhotoFolder.Photo;
import dev.relievo.train.data.PhotoPass;
import dev.relievo.train.data.Progress;
import dev.relievo.train.data.RecordFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * The faces of a folder's photographs in UV space: found, regressed and unwrapped once by the
 * stream's own stages, at the photographs' own resolution, and kept in a file. The file is keyed by
 * face model, networks, size, and the list of photographs; a run that finds it complete uses it,
 * one that finds it begun goes on. Safe to read from several threads.
 */
public final class UvPhotoCache implements AutoCloseable {

  /** Changes whenever what is stored changes. */
  private static final String VERSION = "uv-faces-2";

  private static final int SHORT = 16;

  private final RecordFile<UvFace> file;
  private final UvFaceCodec codec;
  private final FaceVectors vectors;
  private final String key;
  private final Supplier<UvFaceReader> readers;

  private UvPhotoCache(
      RecordFile<UvFace> file,
      UvFaceCodec codec,
      FaceVectors vectors,
      String key,
      Supplier<UvFaceReader> readers) {
    this.file = file;
    this.codec = codec;
    this.vectors = vectors;
    this.key = key;
    this.readers = readers;
  }

  /** A coarse network and what tells it from others. */
  private record Coarse(Safetensors weights, String id) {

    static Coarse read(ModelStore store, Optional<Path> file) throws IOException {
      if (file.isEmpty()) {
        return new Coarse(
            store.load(CoarseNetwork.MODEL), store.manifest().get(CoarseNetwork.MODEL).sha256());
      }
      byte[] bytes = Files.readAllBytes(file.get());
      return new Coarse(Safetensors.read(file.get()), ModelStore.sha256(ByteBuffer.wrap(bytes)));
    }

    RegressStage stage(MorphableModel model) {
      CoarseNetwork network =
          CoarseNetwork.of(weights, CoarseNetwork.MODEL, NetworkDevice.of("cpu"));
      return RegressStage.network(model, network, id.substring(0, SHORT), false, true);
    }
  }

  /**
   * Opens the cache, and first fills it where it is not complete.
   *
   * @param photos to find faces in, in order
   * @param store of the networks
   * @param model of the faces
   * @param coarse the network that regresses coefficients; the store's where there is none
   * @param size side of the maps, texels, a power of two
   * @param file of the cache; {@code 4 size^2} bytes a photograph
   * @param progress called from this thread
   * @throws IOException where the cache cannot be written, or no photograph to train on shows a
   *     face
   * @throws IllegalArgumentException where the network belongs to another face model, or there is
   *     none
   * @throws CancellationException where the thread was interrupted; what was done is kept
   */
  public static UvPhotoCache open(
      List<Photo> photos,
      ModelStore store,
      MorphableModel model,
      Optional<Path> coarse,
      int size,
      Path file,
      Progress progress)
      throws IOException {
    Coarse network = Coarse.read(store, coarse);
    String key = key(photos, store, model, network, size);
    FaceVectors vectors = new FaceVectors(model);
    UvFaceCodec codec = new UvFaceCodec(size, vectors.length(), false);
    RecordFile<UvFace> faces = RecordFile.open(file, key, codec);
    Supplier<UvFaceReader> readers =
        () -> new UvFaceReader(model, new LargestFace(store), network.stage(model), size);
    UvPhotoCache cache = new UvPhotoCache(faces, codec, vectors, key, readers);
    try {
      PhotoPass.fill(photos, faces, readers::get, progress);
      cache.requireFaces(photos);
    } catch (IOException | RuntimeException e) {
      faces.close();
      throw e;
    }
    return cache;
  }

  private static String key(
      List<Photo> photos, ModelStore store, MorphableModel model, Coarse network, int size)
      throws IOException {
    StringBuilder all = new StringBuilder(VERSION).append('\n').append(model.id());
    all.append(' ').append(network.id()).append(' ').append(size);
    FaceDetector.MODELS.forEach(name -> all.append(' ').append(store.id(name)));
    for (Photo p : photos) {
      all.append('\n').append(p.name()).append(' ').append(Files.size(p.file()));
      all.append(' ').append(p.validation());
    }
    return ModelStore.sha256(ByteBuffer.wrap(all.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private void requireFaces(List<Photo> photos) throws IOException {
    for (int i = 0; i < photos.size(); i++) {
      UvFace face = head(i);
      if (!face.validation() && face.found()) {
        return;
      }
    }
    throw new IOException(
        "none of the %d photographs from %s on shows a face that can be learned from; are they pictures of faces?"
            .formatted(photos.size(), photos.get(0).file()));
  }

  /** Photographs, with and without a face. */
  public int count() {
    return file.count();
  }

  /** Side of the maps, texels. */
  public int size() {
    return codec.size();
  }

  /** What is kept of a photograph. */
  public UvFace read(int index) {
    try {
      return file.read(index);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same without the maps, which are empty: quick to look through. */
  public UvFace head(int index) {
    try {
      return codec.readHead(file.bytes(index, codec.headLength()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The faces that may be learned from, in their frames' cameras. */
  List<FaceParameters> faces() {
    List<FaceParameters> out = new ArrayList<>();
    for (int i = 0; i < count(); i++) {
      UvFace face = head(i);
      if (face.found() && !face.validation()) {
        out.add(vectors.decode(face.face()));
      }
    }
    return out;
  }

  /** The stages that found the faces, for other pictures; the caller closes them. */
  UvFaceReader reader() {
    return readers.get();
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
