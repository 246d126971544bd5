package dev.relievo.nn;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive in memory: a zip of source text and one flat tensor. It lets a network run
 * as one native call, and lets it use operators that the engine's Java API does not have
 * (topology-docs/decisions/0010-networks-as-torchscript.md).
 *
 * <p>The module's state is a single f32 vector. The source must define {@code class
 * __torch__.Net(Module)} with {@code __setstate__(self, state: Tensor)}, which cuts the vector into
 * weights, and {@code __getstate__}.
 */
final class TorchScriptArchive {

  private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

  private TorchScriptArchive() {}

  /**
   * Builds an archive.
   *
   * @param source TorchScript text of the class
   * @param state weights
   */
  static byte[] of(String source, float[] state) {
    ByteBuffer data = ByteBuffer.allocate(4 * state.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(state);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      store(zip, "net/data.pkl", pickle(state.length));
      store(zip, "net/data/0", data.array());
      store(zip, "net/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      store(zip, "net/constants.pkl", EMPTY_TUPLE);
      store(zip, "net/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  /** TorchScript reads entries in place: they must not be compressed. */
  private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  /**
   * The pickle (protocol 2) of {@code Net.__setstate__(_rebuild_tensor_v2(storage 0, offset 0, size
   * (n,), stride (1,), no gradient))}.
   */
  private static byte[] pickle(int count) {
    ByteArrayOutputStream p = new ByteArrayOutputStream();
    bytes(p, 0x80, 2);
    text(p, "c__torch__\nNet\n)"); // GLOBAL, EMPTY_TUPLE
    bytes(p, 0x81); // NEWOBJ
    text(p, "ctorch._utils\n_rebuild_tensor_v2\n(("); // GLOBAL, MARK, MARK
    string(p, "storage");
    text(p, "ctorch\nFloatStorage\n");
    string(p, "0");
    string(p, "cpu");
    integer(p, count);
    text(p, "tQ"); // TUPLE, BINPERSID
    integer(p, 0);
    integer(p, count);
    bytes(p, 0x85); // TUPLE1
    integer(p, 1);
    bytes(p, 0x85, 0x89); // TUPLE1, NEWFALSE
    text(p, "ccollections\nOrderedDict\n)R"); // GLOBAL, EMPTY_TUPLE, REDUCE
    text(p, "tRb."); // TUPLE, REDUCE, BUILD, STOP
    return p.toByteArray();
  }

  private static void bytes(ByteArrayOutputStream out, int... values) {
    for (int v : values) {
      out.write(v);
    }
  }

  private static void text(ByteArrayOutputStream out, String ascii) {
    out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  /** BINUNICODE. */
  private static void string(ByteArrayOutputStream out, String ascii) {
    out.write('X');
    littleEndian(out, ascii.length());
    text(out, ascii);
  }

  /** BININT. */
  private static void integer(ByteArrayOutputStream out, int value) {
    out.write('J');
    littleEndian(out, value);
  }

  private static void littleEndian(ByteArrayOutputStream out, int value) {
    bytes(out, value, value >> 8, value >> 16, value >> 24);
  }
}
