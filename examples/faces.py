"""Reads faces from Relievo, says what they express and writes each as an OBJ.

    pip install fastavro numpy kafka-python
    python examples/faces.py --kafka localhost:9092     # what there is and what comes, until Ctrl-C
    python examples/faces.py face.avro ...              # files that each hold a record's value
"""
import argparse, io, itertools, json, pathlib, re, struct
import fastavro, numpy as np
from fastavro.schema import fingerprint, to_parsing_canonical_form

HOME = pathlib.Path(__file__).resolve().parent.parent
# Every version of the record's schema, by its fingerprint: what old releases wrote stays readable.
SCHEMAS = {}
for file in HOME.glob("schemas/history/FaceMesh/*.avsc"):
    schema = json.loads(file.read_text())
    code = fingerprint(to_parsing_canonical_form(schema), "CRC-64-AVRO")
    SCHEMAS[bytes.fromhex(code)] = fastavro.parse_schema(schema)

def decode(value):
    """Avro's single-object encoding: C3 01, the schema's fingerprint, the record."""
    if value[:2] != b"\xc3\x01" or value[2:10] not in SCHEMAS:
        raise ValueError("no record of a version in schemas/history")
    return fastavro.schemaless_reader(io.BytesIO(value[10:]), SCHEMAS[value[2:10]])

def load(path):  # the names of the face model's expressions, and its tensors (safetensors)
    raw = path.read_bytes()
    header, body = json.loads(raw[8:(n := 8 + struct.unpack("<Q", raw[:8])[0])]), raw[n:]
    names = header.pop("__metadata__")["expression.names"].split(",")
    kinds = {"F32": "<f4", "F16": "<f2", "I32": "<i4", "U8": "u1"}
    return names, {name: np.frombuffer(body[slice(*h["data_offsets"])], kinds[h["dtype"]])
                   .reshape(h["shape"]) for name, h in header.items()}

def values(kafka):
    from kafka import KafkaConsumer  # not needed for files
    return (record.value for record in KafkaConsumer(
        "relievo.meshes", bootstrap_servers=kafka, auto_offset_reset="earliest",
        fetch_max_bytes=32 << 20, max_partition_fetch_bytes=8 << 20))

options = argparse.ArgumentParser()
options.add_argument("files", nargs="*", type=pathlib.Path)
options.add_argument("--kafka", metavar="HOST:PORT")
options.add_argument("--limit", type=int, help="end after so many faces")
options.add_argument("--out", type=pathlib.Path, default=pathlib.Path("faces"))
options = options.parse_args()
options.out.mkdir(exist_ok=True)
names, model = load(HOME / "models/face/relievo-face-v2.safetensors")
source = values(options.kafka) if options.kafka else (f.read_bytes() for f in options.files)
for mesh in map(decode, itertools.islice(source, options.limit)):
    control = model["mean"]  # + the mixture of each block; subdivided to V x 3 below, mm
    for block in ("identity", "corrective", "expression"):
        weights = np.frombuffer(mesh["coefficients"][block]["data"], "<f4")
        control = control + np.tensordot(weights, model[block].astype("f4"), 1)
    terms = model["subdivision.weights"][:, None] * control[model["subdivision.indices"]]
    vertices = np.add.reduceat(terms, model["subdivision.offsets"][:-1])
    face, strongest = mesh["face"]["faceId"], sorted(zip(weights, names), reverse=True)[:3]
    print(face, ", ".join(f"{name} {weight:.2f}" for weight, name in strongest), flush=True)
    with open(options.out / (re.sub(r"\W", "_", face) + ".obj"), "w") as obj:
        obj.writelines("v %.4f %.4f %.4f\n" % tuple(v) for v in vertices)
        obj.writelines("f %d %d %d\n" % tuple(t + 1) for t in model["triangles"])
