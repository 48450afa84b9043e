package io.millrace.bridge.decode;

import io.millrace.bridge.BridgeException;
import java.io.Serializable;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarCharType;

/** A declared column. */
public final class Column implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The types of the decode contract, by its names. */
    enum Kind {
        STRING, DOUBLE, INT, BIGINT, BOOLEAN, TIMESTAMP;

        /** What a row has where nobody reads: a refused record's NOT NULL columns. */
        Object zero() {
            switch (this) {
                case STRING:
                    return StringData.fromString("");
                case DOUBLE:
                    return 0.0;
                case INT:
                    return 0;
                case BIGINT:
                    return 0L;
                case BOOLEAN:
                    return false;
                default:
                    return TimestampData.fromEpochMillis(0);
            }
        }
    }

    final String name;
    final Kind kind;
    final boolean isNullable;

    /** Throws a BridgeException for a type that the decode contract does not have. */
    public Column(String name, LogicalType type) {
        this.name = name;
        this.kind = kind(name, type);
        this.isNullable = type.isNullable();
    }

    public String name() {
        return name;
    }

    /** The type's spelling in DDL. */
    String sql() {
        String type = kind == Kind.TIMESTAMP ? "TIMESTAMP(3)" : kind.name();
        return isNullable ? type : type + " NOT NULL";
    }

    private static Kind kind(String name, LogicalType type) {
        switch (type.getTypeRoot()) {
            case VARCHAR:
                if (((VarCharType) type).getLength() == VarCharType.MAX_LENGTH) {
                    return Kind.STRING;
                }
                break;
            case DOUBLE:
                return Kind.DOUBLE;
            case INTEGER:
                return Kind.INT;
            case BIGINT:
                return Kind.BIGINT;
            case BOOLEAN:
                return Kind.BOOLEAN;
            case TIMESTAMP_WITHOUT_TIME_ZONE:
                if (((TimestampType) type).getPrecision() == 3) {
                    return Kind.TIMESTAMP;
                }
                break;
            default:
        }
        throw new BridgeException("column '" + name + "' has the type " + type.asSummaryString()
                + ", which records cannot hold; declare one of STRING, DOUBLE, INT, BIGINT, BOOLEAN and TIMESTAMP(3)");
    }
}
