package dev.relievo.stream;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;

/**
 * A user of the cluster and all that it needs, which is all that it gets: one for each stage, and
 * one for each thing that people and programs around the chain do.
 *
 * @param name of the stage, or one of publisher, watcher, viewer, reviewer, scaler, operator
 * @param grants what it may do
 */
public record Role(String name, List<Grant> grants) {

  /** What whoever makes topics has to do with them. */
  private static final List<AclOperation> OPERATIONS =
      List.of(
          AclOperation.CREATE,
          AclOperation.ALTER,
          AclOperation.ALTER_CONFIGS,
          AclOperation.DESCRIBE_CONFIGS);

  /** All of them. */
  public static List<Role> all(boolean exactlyOnce) {
    List<Role> roles = new ArrayList<>();
    Chain.STAGES.forEach(stage -> roles.add(of(Chain.definition(stage), exactlyOnce)));
    roles.add(publisher());
    roles.add(watcher());
    roles.add(viewer());
    roles.add(reviewer());
    roles.add(scaler());
    roles.add(operator());
    return List.copyOf(roles);
  }

  /**
   * A stage: reads its source as its own group, writes outputs, answers and dead letters, writes
   * and reads what it remembers.
   *
   * @param exactlyOnce whether it also writes by transactions, whose ids Kafka Streams starts with
   *     the application id
   */
  static Role of(StageDefinition<?, ?, ?> stage, boolean exactlyOnce) {
    List<Grant> grants = new ArrayList<>();
    grants.add(Grant.topic(AclOperation.READ, stage.source().name()));
    grants.add(Grant.group(AclOperation.READ, stage.applicationId()));
    grants.add(Grant.topic(AclOperation.WRITE, stage.sink().name()));
    grants.add(Grant.topic(AclOperation.WRITE, stage.results().name()));
    grants.add(Grant.topic(AclOperation.WRITE, stage.deadLetters().name()));
    stage
        .memory()
        .ifPresent(
            memory -> {
              grants.add(Grant.topic(AclOperation.READ, memory.name()));
              grants.add(Grant.topic(AclOperation.WRITE, memory.name()));
            });
    if (exactlyOnce) {
      grants.add(Grant.transactions(AclOperation.WRITE, stage.applicationId() + "-"));
    }
    return new Role(stage.name(), List.copyOf(grants));
  }

  /** Publishes frames: a camera's gateway, {@code relievo publish}. */
  private static Role publisher() {
    return new Role("publisher", List.of(Grant.topic(AclOperation.WRITE, Topics.FRAMES.name())));
  }

  /** Reads answers and meshes, in no group: {@code relievo watch}. */
  private static Role watcher() {
    return new Role(
        "watcher",
        List.of(
            Grant.topic(AclOperation.READ, Topics.FRAME_RESULTS.name()),
            Grant.topic(AclOperation.READ, Topics.FACE_RESULTS.name()),
            Grant.topic(AclOperation.READ, Topics.MESHES.name())));
  }

  /** Reads what a watcher reads and frames, and publishes frames: {@code relievo view}. */
  private static Role viewer() {
    List<Grant> grants = new ArrayList<>(watcher().grants());
    grants.add(Grant.topic(AclOperation.READ, Topics.FRAMES.name()));
    grants.add(Grant.topic(AclOperation.WRITE, Topics.FRAMES.name()));
    return new Role("viewer", List.copyOf(grants));
  }

  /**
   * Reads dead letters, looks at the records that they are about, sends those again and notes it
   * beside the letters.
   */
  private static Role reviewer() {
    List<Grant> grants = new ArrayList<>();
    for (String name : Chain.STAGES) {
      StageDefinition<?, ?, ?> stage = Chain.definition(name);
      grants.add(Grant.topic(AclOperation.READ, stage.deadLetters().name()));
      grants.add(Grant.topic(AclOperation.WRITE, stage.deadLetters().name()));
      grants.add(Grant.topic(AclOperation.READ, stage.source().name()));
      grants.add(Grant.topic(AclOperation.WRITE, stage.source().name()));
    }
    return new Role("reviewer", List.copyOf(grants));
  }

  /** Sees how far each stage is behind, and no record. */
  private static Role scaler() {
    List<Grant> grants = new ArrayList<>();
    for (String name : Chain.STAGES) {
      StageDefinition<?, ?, ?> stage = Chain.definition(name);
      grants.add(Grant.group(AclOperation.DESCRIBE, stage.applicationId()));
      grants.add(Grant.topic(AclOperation.DESCRIBE, stage.source().name()));
    }
    return new Role("scaler", List.copyOf(grants));
  }

  /** Makes the topics; reads and writes no record. */
  private static Role operator() {
    List<Grant> grants = new ArrayList<>();
    for (AclOperation operation : OPERATIONS) {
      grants.add(Grant.topics(operation, Topics.PREFIX));
      Topics.memories().forEach(memory -> grants.add(Grant.topic(operation, memory.name())));
    }
    return new Role("operator", List.copyOf(grants));
  }

  /** The user as access control lists name it. */
  public String principal(String userPrefix) {
    return "User:" + userPrefix + name;
  }
}
