package dev.relievo.nn;

import dev.relievo.tensor.Safetensors;

/** Networks for other programs. */
public final class NetworkExport {

  private NetworkExport() {}

  /**
   * A network as a TorchScript archive that {@code torch.jit.load} reads. Its {@code forward} takes
   * pictures (N x 3 x S x S, f32) and, where the network sees landmarks, {@code points} (N x 468 x
   * 3) and {@code cameras} (N x 3: focal length and principal point), both in pixels of the
   * picture; it returns N x K. One that makes maps of maps takes N x C x S x S and returns N x M x
   * S x S.
   *
   * @param weights with a {@link NetworkGraph} in the header
   */
  public static byte[] torchScript(Safetensors weights) {
    String json = weights.metadata().get(NetworkGraph.METADATA_KEY);
    if (json == null) {
      throw new IllegalArgumentException("the file holds no network: its header has no graph");
    }
    return TorchScriptCompiler.compile(
        weights, NetworkGraph.ofJson(json), TorchScriptCompiler.Target.EXCHANGE);
  }
}
