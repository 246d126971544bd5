package dev.relievo.model;

import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.tensor.Safetensors;
import dev.relievo.tensor.Safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes files of {@link MorphableModel}, whole or with some tensors replaced; what is written is
 * loaded once before it takes its place, so that no broken file is left behind.
 */
public final class ModelFile {

  private ModelFile() {}

  /**
   * Writes tensors in {@link MorphableModel}'s layout.
   *
   * @throws IllegalArgumentException where they make no model
   */
  static void write(Map<String, Tensor> tensors, Map<String, String> metadata, Path file)
      throws IOException {
    write(Safetensors.of(tensors, metadata), file);
  }

  /** Writes a whole model. */
  static void write(Safetensors content, Path file) throws IOException {
    MorphableModel.of(content);
    Path partial = file.toAbsolutePath().resolveSibling(file.getFileName() + ".part");
    content.write(partial);
    Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * A copy of a model with another albedo.
   *
   * @param in a model file
   * @param mean V x 3, linear light
   * @param basis K rows of V x 3, linear light per standard deviation
   * @param id names the new model
   * @param out may be the same file
   */
  public static void withAlbedo(Path in, float[] mean, float[][] basis, String id, Path out)
      throws IOException {
    Map<String, Tensor> replaced = new LinkedHashMap<>();
    int v = mean.length / 3;
    replaced.put("albedo.mean", Tensor.f32(mean, v, 3));
    replaced.put("albedo.basis", Tensor.f16(flatten(basis, mean.length), basis.length, v, 3));
    replace(in, replaced, id, out);
  }

  /**
   * A copy of a model with other landmarks, such as ones corrected by residuals over photographs.
   *
   * @param in a model file
   * @param all the 468
   * @param ibug the 68
   * @param id names the new model
   * @param out may be the same file
   */
  public static void withLandmarks(Path in, LandmarkMap all, LandmarkMap ibug, String id, Path out)
      throws IOException {
    Map<String, Tensor> replaced = new LinkedHashMap<>();
    put(replaced, "landmarks468", all);
    put(replaced, "landmarks68", ibug);
    replace(in, replaced, id, out);
  }

  private static void replace(Path in, Map<String, Tensor> replaced, String id, Path out)
      throws IOException {
    Safetensors old = Safetensors.read(in);
    Map<String, Tensor> tensors = new LinkedHashMap<>(old.tensors());
    tensors.putAll(replaced);
    Map<String, String> metadata = new LinkedHashMap<>(old.metadata());
    metadata.put("id", id);
    write(tensors, metadata, out);
  }

  static void put(Map<String, Tensor> tensors, String name, LandmarkMap map) {
    tensors.put(name + ".triangle", Tensor.i32(map.triangles(), map.count()));
    tensors.put(name + ".weights", Tensor.f32(map.weights(), map.count(), 3));
  }

  /** Rows one after the other. */
  static float[] flatten(float[][] rows, int width) {
    float[] out = new float[rows.length * width];
    for (int k = 0; k < rows.length; k++) {
      if (rows[k].length != width) {
        throw new IllegalArgumentException(
            "row " + k + " has " + rows[k].length + " values, not " + width);
      }
      System.arraycopy(rows[k], 0, out, k * width, width);
    }
    return out;
  }
}
