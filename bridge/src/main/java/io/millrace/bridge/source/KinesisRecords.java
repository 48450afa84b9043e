package io.millrace.bridge.source;

import io.millrace.bridge.decode.RecordDecoder;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;
import org.apache.flink.table.data.RowData;

/** Makes a row of every record of a stream. Each shard's thread has a copy of its own. */
final class KinesisRecords implements KinesisDeserializationSchema<RowData> {
    private static final long serialVersionUID = 1L;

    private final RecordDecoder decoder;
    private final RecordRows rows;
    private final TypeInformation<RowData> type;

    KinesisRecords(RecordTable table, TypeInformation<RowData> type) {
        // A stream has no header: CSV fields are the declared columns.
        this.decoder = table.decoder(null);
        this.rows = table.rows();
        this.type = type;
    }

    @Override
    public RowData deserialize(byte[] record, String partitionKey, String sequence, long arrivalMs, String stream, String shard) {
        return rows.of(record, null, decoder, shard, sequence, arrivalMs);
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return type;
    }
}
