package dev.jlibp2p.node.paging;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for.
 *
 * @param page the first is 0
 * @param size how many items a page has, 50 if not given
 */
public record PageQuery(@Nullable @Min(0) Integer page, @Nullable @Min(1) @Max(Page.MAX_SIZE) Integer size) {

    private static final int DEFAULT_SIZE = 50;

    /** That page of a list. */
    public <T> Page<T> of(List<T> all) {
        return Page.of(all, page == null ? 0 : page, size == null ? DEFAULT_SIZE : size);
    }
}
