package dev.relievo.stream;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * One thing that a user may do. What Kafka implies is not granted again: READ, WRITE, DELETE and
 * ALTER imply DESCRIBE.
 *
 * @param operation what
 * @param resource on what: its kind, and its name or, where the pattern is PREFIXED, the start of
 *     it
 */
public record Grant(AclOperation operation, ResourcePattern resource) {

  static Grant topic(AclOperation operation, String name) {
    return new Grant(operation, new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL));
  }

  static Grant topics(AclOperation operation, String prefix) {
    return new Grant(
        operation, new ResourcePattern(ResourceType.TOPIC, prefix, PatternType.PREFIXED));
  }

  static Grant group(AclOperation operation, String name) {
    return new Grant(operation, new ResourcePattern(ResourceType.GROUP, name, PatternType.LITERAL));
  }

  static Grant transactions(AclOperation operation, String prefix) {
    return new Grant(
        operation,
        new ResourcePattern(ResourceType.TRANSACTIONAL_ID, prefix, PatternType.PREFIXED));
  }

  /** As the cluster keeps it, whatever host the user comes from. */
  AclBinding to(String principal) {
    return new AclBinding(
        resource, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
  }

  /** The options of Kafka's own {@code kafka-acls.sh} that make it. */
  public String options(String principal) {
    String pattern =
        resource.patternType() == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "";
    return "--add --allow-principal %s --operation %s --%s %s%s"
        .formatted(principal, camelCase(operation), kind(), resource.name(), pattern);
  }

  /** Its parts by name, as {@link #options} has them: operation, resource, name, pattern. */
  public Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("operation", camelCase(operation));
    parts.put("resource", kind());
    parts.put("name", resource.name());
    parts.put("pattern", resource.patternType().name().toLowerCase(Locale.ROOT));
    return parts;
  }

  private String kind() {
    return resource.resourceType().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String camelCase(AclOperation operation) {
    StringBuilder out = new StringBuilder();
    for (String word : operation.name().split("_")) {
      out.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return out.toString();
  }

  @Override
  public String toString() {
    String star = resource.patternType() == PatternType.PREFIXED ? "*" : "";
    return "%s %s %s%s".formatted(operation, kind(), resource.name(), star);
  }
}
