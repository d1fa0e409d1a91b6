package dev.jlibp2p.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MatrixTableTest {

    private static final Path README = Path.of("..", "README.md");

    private static final Pattern TABLE = Pattern
            .compile("(?s)(?<=<!-- the matrix -->\n).*?(?=\n<!-- end of the matrix -->)");

    private static final String COMMAND = "mvn test -pl interop -am -Dtest=MatrixTableTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dmatrix.write";

    @Test
    void theReadmeShowsTheCellsThatTheMatrixRuns() throws IOException {
        String table = MatrixTable.markdown();
        if (System.getProperty("matrix.write") != null) {
            Files.writeString(README,
                    TABLE.matcher(Files.readString(README)).replaceFirst(Matcher.quoteReplacement(table)));
        }
        Matcher shown = TABLE.matcher(Files.readString(README));
        assertThat(shown.find()).as("the marks of the table").isTrue();
        assertThat(shown.group()).as("to write it anew: %s", COMMAND).isEqualTo(table);
    }
}
