package dev.jlibp2p.node.peers;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.jlibp2p.node.problem.ApiException;
import dev.jlibp2p.node.problem.FieldError;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that changes what operators say of a peer; what is left out stays as it is.
 *
 * @param tags all that the peer is to have
 * @param isProtected whether its connections are never closed to make room
 */
record PeerChange(
        @ArraySchema(schema = @Schema(pattern = OperatorTags.PATTERN), maxItems = MAX_TAGS) @Nullable List<@Nullable String> tags,
        @JsonProperty("protected") @Nullable Boolean isProtected) {

    static final int MAX_TAGS = 16;

    /** @throws ApiException listing every tag that is none */
    void check() {
        if (tags == null) {
            return;
        }
        List<FieldError> errors = new ArrayList<>();
        if (tags.size() > MAX_TAGS) {
            errors.add(new FieldError("tags", "has " + tags.size() + " tags, expected " + MAX_TAGS + " at most"));
        } else {
            for (int i = 0; i < tags.size(); i++) {
                if (!OperatorTags.isValid(Objects.requireNonNullElse(tags.get(i), ""))) {
                    errors.add(new FieldError("tags[" + i + "]", OperatorTags.EXPECTED));
                }
            }
        }
        if (!errors.isEmpty()) {
            throw ApiException.malformed(errors);
        }
    }
}
