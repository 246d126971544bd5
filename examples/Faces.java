//DEPS org.apache.kafka:kafka-clients:4.2.2
//DEPS org.apache.avro:avro:1.12.0
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads faces from Relievo, writes each as a GLB: jbang examples/Faces.java HOST:PORT DIR [N] */
public final class Faces {

  public static void main(String... args) throws Exception {
    Path out = Files.createDirectories(Path.of(args[1]));
    long most = args.length > 2 ? Long.parseLong(args[2]) : Long.MAX_VALUE;
    BinaryMessageDecoder<GenericRecord> decoder = decoder(Path.of("schemas/history/FaceMesh"));
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", args[0],
            "group.id", "faces-example",
            "auto.offset.reset", "earliest",
            "isolation.level", "read_committed",
            "max.partition.fetch.bytes", 8 << 20);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("relievo.meshes"));
      for (long written = 0; written < most; ) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          GenericRecord mesh = decoder.decode(record.value());
          String id = ((GenericRecord) mesh.get("face")).get("faceId").toString();
          byte[] glb = ((ByteBuffer) mesh.get("mesh")).array();
          Files.write(out.resolve(id.replaceAll("\\W", "_") + ".glb"), glb);
          System.out.printf("%s of camera %s: %d bytes%n", id, record.key(), glb.length);
          written++;
        }
      }
    }
  }

  /** Reads what any release wrote: a record begins with the fingerprint of its schema. */
  private static BinaryMessageDecoder<GenericRecord> decoder(Path versions) throws Exception {
    BinaryMessageDecoder<GenericRecord> decoder = null;
    for (int n = versions.toFile().list().length; n > 0; n--) {
      Schema schema = new Schema.Parser().parse(versions.resolve(n + ".avsc").toFile());
      decoder = decoder == null ? new BinaryMessageDecoder<>(new GenericData(), schema) : decoder;
      decoder.addSchema(schema);
    }
    return decoder;
  }
}
