package dev.relievo.export;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.meshoptimizer.MeshOptimizer;

/**
 * Codes vertices and triangles as EXT_meshopt_compression has them, without a filter and without
 * loss. Vertices keep their order, so that an index means the same point on every face.
 */
final class Meshopt {

  /** The versions of the bit streams that the extension names. */
  private static final int VERTEX_VERSION = 0;

  private static final int INDEX_VERSION = 1;

  private Meshopt() {}

  /** Codes vertices whose stride is a multiple of 4, at most 256. */
  static ByteBuffer vertices(Packed vertices) {
    ByteBuffer in = MemoryUtil.memAlloc(vertices.bytes().remaining());
    long bound = MeshOptimizer.meshopt_encodeVertexBufferBound(vertices.count(), vertices.stride());
    ByteBuffer out = MemoryUtil.memAlloc(Math.toIntExact(bound));
    try {
      in.put(vertices.bytes().duplicate()).flip();
      MeshOptimizer.meshopt_encodeVertexVersion(VERTEX_VERSION);
      long length =
          MeshOptimizer.meshopt_encodeVertexBuffer(out, in, vertices.count(), vertices.stride());
      return copy(out, length);
    } finally {
      MemoryUtil.memFree(in);
      MemoryUtil.memFree(out);
    }
  }

  /** Codes triangles; their order stays, which of its corners a triangle begins with may not. */
  static ByteBuffer triangles(int[] triangles, int vertices) {
    IntBuffer in = MemoryUtil.memAllocInt(triangles.length);
    long bound = MeshOptimizer.meshopt_encodeIndexBufferBound(triangles.length, vertices);
    ByteBuffer out = MemoryUtil.memAlloc(Math.toIntExact(bound));
    try {
      in.put(triangles).flip();
      MeshOptimizer.meshopt_encodeIndexVersion(INDEX_VERSION);
      return copy(out, MeshOptimizer.meshopt_encodeIndexBuffer(out, in));
    } finally {
      MemoryUtil.memFree(in);
      MemoryUtil.memFree(out);
    }
  }

  private static ByteBuffer copy(ByteBuffer code, long length) {
    if (length <= 0) {
      throw new IllegalStateException("the bound of the code's length was too low");
    }
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(length));
    return out.put(code.slice(0, out.capacity())).flip();
  }
}
