package dev.jlibp2p.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import org.junit.jupiter.api.Test;

class IdentityTest {

    @Test
    void eachPodKeepsItsIdentityOnAVolumeOfItsOwn() {
        Manifests manifests = Chart.render();
        var spec = manifests.one(StatefulSet.class).getSpec();
        PersistentVolumeClaim claim = spec.getVolumeClaimTemplates().getFirst();

        assertThat(claim.getMetadata().getName()).isEqualTo(manifests.mount("data").getName());
        assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteOnce");
        assertThat(claim.getSpec().getResources().getRequests().get("storage")).hasToString("1Gi");
        assertThat(claim.getSpec().getStorageClassName()).isNull();
        assertThat(spec.getPersistentVolumeClaimRetentionPolicy().getWhenDeleted()).isEqualTo("Retain");
        assertThat(spec.getPersistentVolumeClaimRetentionPolicy().getWhenScaled()).isEqualTo("Retain");
        assertThat(manifests.setting("libp2p.data-dir")).contains(manifests.mount("data").getMountPath());
        assertThat(manifests.setting("libp2p.identity")).isEmpty();
    }

    @Test
    void volumesAreMadeAsAsked() {
        var spec = Chart.render("persistence.size=5Gi", "persistence.storageClass=fast",
                "persistence.retentionPolicy.whenDeleted=Delete", "persistence.retentionPolicy.whenScaled=Delete")
                .one(StatefulSet.class)
                .getSpec();

        assertThat(spec.getVolumeClaimTemplates().getFirst().getSpec().getStorageClassName()).isEqualTo("fast");
        assertThat(spec.getVolumeClaimTemplates().getFirst().getSpec().getResources().getRequests().get("storage"))
                .hasToString("5Gi");
        assertThat(spec.getPersistentVolumeClaimRetentionPolicy().getWhenDeleted()).isEqualTo("Delete");
        assertThat(spec.getPersistentVolumeClaimRetentionPolicy().getWhenScaled()).isEqualTo("Delete");
        assertThat(Chart.render("persistence.storageClass=-")
                .one(StatefulSet.class)
                .getSpec()
                .getVolumeClaimTemplates()
                .getFirst()
                .getSpec()
                .getStorageClassName()).isEmpty();
    }

    @Test
    void eachPodHasTheKeyOfItsOwnNameFromASecret() {
        Manifests manifests = Chart.render("identity.mode=secret", "identity.existingSecret=keys",
                "persistence.enabled=false");
        VolumeMount mount = manifests.mount("identity");

        assertThat(mount.getSubPathExpr()).isEqualTo("$(POD_NAME).key");
        assertThat(mount.getReadOnly()).isTrue();
        assertThat(manifests.setting("libp2p.identity.key-file")).contains(mount.getMountPath());
        assertThat(manifests.setting("libp2p.identity.create-if-missing")).contains(false);
        assertThat(manifests.volume("identity").getSecret().getSecretName()).isEqualTo("keys");
        assertThat(manifests.volume("identity").getSecret().getDefaultMode()).as("nothing for others").isEqualTo(0440);
        assertThat(manifests.volume("data").getEmptyDir()).isNotNull();
        assertThat(manifests.one(StatefulSet.class).getSpec().getVolumeClaimTemplates()).isEmpty();
        assertThat(manifests.one(StatefulSet.class).getSpec().getPersistentVolumeClaimRetentionPolicy()).isNull();
    }

    @Test
    void aKeyFromElsewhereIsNeverMadeHere() {
        Manifests manifests = Chart.render("identity.mode=external");

        assertThat(manifests.setting("libp2p.identity.create-if-missing")).contains(false);
        assertThat(manifests.setting("libp2p.identity.key-file")).isEmpty();
        assertThat(manifests.pod().getVolumes()).extracting("name").doesNotContain("identity");
    }

    @Test
    void aModeWithoutWhatItNeedsIsRefused() {
        assertThat(Chart.refusal("persistence.enabled=false")).contains("identity.mode is persistent")
                .contains("persistence.enabled to true");
        assertThat(Chart.refusal("identity.mode=secret")).contains("identity.existingSecret is empty")
                .contains(Chart.RELEASE + "-0.key");
        assertThat(Chart.refusal("identity.existingSecret=keys")).contains("which does not use it");
    }

    @Test
    void theNodeKnowsItsPlace() {
        Manifests manifests = Chart.render();

        assertThat(manifests.node().getEnv()).filteredOn(variable -> variable.getValueFrom() != null)
                .extracting(variable -> variable.getName() + " " + variable.getValueFrom().getFieldRef().getFieldPath())
                .containsExactly("POD_NAME metadata.name",
                        "POD_INDEX metadata.labels['apps.kubernetes.io/pod-index']", "POD_IP status.podIP",
                        "NODE_IP status.hostIP");
        assertThat(manifests.environment("SPRING_CONFIG_ADDITIONAL_LOCATION"))
                .isEqualTo(manifests.mount("config").getMountPath() + "/");
    }
}
