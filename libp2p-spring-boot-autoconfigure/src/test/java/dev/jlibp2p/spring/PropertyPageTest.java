package dev.jlibp2p.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.json.JSONException;
import org.junit.jupiter.api.Test;

class PropertyPageTest {

    private static final Path PAGE = Path.of("PROPERTIES.md");

    private static final String COMMAND = "mvn test -pl libp2p-spring-boot-autoconfigure -am -Dtest=PropertyPageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dproperties.write";

    @Test
    void thePageSaysWhatTheMetadataSays() throws IOException, JSONException {
        String page = new PropertyPage(Metadata.read()).markdown(COMMAND);
        if (System.getProperty("properties.write") != null) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("to write it anew: %s", COMMAND).content().isEqualTo(page);
    }
}
