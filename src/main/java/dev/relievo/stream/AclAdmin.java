package dev.relievo.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePatternFilter;

/** Grants users what their {@link Role} needs. */
public final class AclAdmin implements AutoCloseable {

  /** How a user's right stands to its role. */
  public enum State {
    /** It was not there; now it is. */
    CREATED,
    /** It was there. */
    UNCHANGED,
    /** It is there and the role does not need it; it is left alone. */
    BEYOND
  }

  /**
   * A right of a user.
   *
   * @param principal such as {@code User:relievo-detect}
   * @param grant what it may do
   * @param state how that stands to its role
   */
  public record Right(String principal, Grant grant, State state) {}

  private final Admin admin;
  private final String bootstrapServers;

  /**
   * Connects on first use.
   *
   * @throws KafkaUnavailableException where the settings make no sense
   */
  public AclAdmin(KafkaSettings settings) {
    bootstrapServers = settings.bootstrapServers();
    try {
      admin = Admin.create(settings.admin());
    } catch (KafkaException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e);
    }
  }

  /**
   * Creates what is missing, takes nothing away.
   *
   * @param userPrefix what the users' names start with, before the role's
   * @return every right that the roles' users now have by name
   * @throws KafkaUnavailableException where the cluster does not answer, enforces no access control
   *     lists, or refuses
   */
  public List<Right> create(Collection<Role> roles, String userPrefix) {
    List<Right> rights = new ArrayList<>();
    List<AclBinding> missing = new ArrayList<>();
    for (Role role : roles) {
      String principal = role.principal(userPrefix);
      Set<Grant> existing = existing(principal);
      for (Grant grant : role.grants()) {
        boolean there = existing.remove(grant);
        rights.add(new Right(principal, grant, there ? State.UNCHANGED : State.CREATED));
        if (!there) {
          missing.add(grant.to(principal));
        }
      }
      existing.forEach(beyond -> rights.add(new Right(principal, beyond, State.BEYOND)));
    }
    await(admin.createAcls(missing).all());
    return rights;
  }

  private Set<Grant> existing(String principal) {
    AclBindingFilter ofPrincipal =
        new AclBindingFilter(
            ResourcePatternFilter.ANY,
            new AccessControlEntryFilter(
                principal, null, AclOperation.ANY, AclPermissionType.ALLOW));
    return await(admin.describeAcls(ofPrincipal).values()).stream()
        .map(acl -> new Grant(acl.entry().operation(), acl.pattern()))
        .collect(Collectors.toSet());
  }

  private <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw KafkaUnavailableException.at(bootstrapServers, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KafkaUnavailableException.at(bootstrapServers, e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
