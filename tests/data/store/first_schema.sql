CREATE TABLE schema_changes (
	name VARCHAR(80) NOT NULL, 
	applied_at DATETIME NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE postings (
	number INTEGER NOT NULL, 
	source VARCHAR(80) NOT NULL, 
	board VARCHAR(200) DEFAULT '' NOT NULL, 
	external_id VARCHAR(300) NOT NULL, 
	url TEXT, 
	title TEXT NOT NULL, 
	company TEXT, 
	location TEXT, 
	country VARCHAR(2), 
	workplace VARCHAR(8), 
	description TEXT, 
	posted_on DATE, 
	month VARCHAR(7), 
	salary_min FLOAT, 
	salary_max FLOAT, 
	currency VARCHAR(3), 
	period VARCHAR(12), 
	salary_basis VARCHAR(40), 
	employment_type VARCHAR(40), 
	language VARCHAR(3), 
	sample BOOLEAN NOT NULL, 
	added_at DATETIME NOT NULL, 
	closed_on DATE, 
	alike INTEGER, 
	PRIMARY KEY (number), 
	UNIQUE (source, board, external_id)
);
CREATE TABLE readers (
	number INTEGER NOT NULL, 
	version VARCHAR(40) NOT NULL, 
	current BOOLEAN NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (version)
);
CREATE TABLE skill_names (
	number INTEGER NOT NULL, 
	skill VARCHAR(60) NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (skill)
);
CREATE TABLE runs (
	number INTEGER NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	begun_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	summary TEXT, 
	PRIMARY KEY (number)
);
CREATE TABLE blocks (
	block INTEGER NOT NULL, 
	version BIGINT NOT NULL, 
	PRIMARY KEY (block)
);
CREATE TABLE bitmaps (
	block INTEGER NOT NULL, 
	facet VARCHAR(20) NOT NULL, 
	value VARCHAR(80) NOT NULL, 
	version BIGINT NOT NULL, 
	postings BLOB NOT NULL, 
	PRIMARY KEY (block, facet, value)
)
 WITHOUT ROWID

;
CREATE TABLE readings (
	posting INTEGER NOT NULL, 
	reader INTEGER NOT NULL, 
	role VARCHAR(16), 
	data_analyst FLOAT NOT NULL, 
	data_engineer FLOAT NOT NULL, 
	data_scientist FLOAT NOT NULL, 
	ml_engineer FLOAT NOT NULL, 
	other FLOAT NOT NULL, 
	confident BOOLEAN NOT NULL, 
	title_role VARCHAR(16), 
	agrees BOOLEAN, 
	deep_learning SMALLINT NOT NULL, 
	stage VARCHAR(12) NOT NULL, 
	seniority VARCHAR(8) NOT NULL, 
	PRIMARY KEY (posting, reader), 
	FOREIGN KEY(posting) REFERENCES postings (number), 
	FOREIGN KEY(reader) REFERENCES readers (number)
)
 WITHOUT ROWID

;
CREATE TABLE skills (
	posting INTEGER NOT NULL, 
	reader INTEGER NOT NULL, 
	skill INTEGER NOT NULL, 
	need VARCHAR(9) NOT NULL, 
	years SMALLINT, 
	PRIMARY KEY (posting, reader, skill), 
	FOREIGN KEY(posting) REFERENCES postings (number), 
	FOREIGN KEY(reader) REFERENCES readers (number), 
	FOREIGN KEY(skill) REFERENCES skill_names (number)
)
 WITHOUT ROWID

;
CREATE TABLE sightings (
	posting INTEGER NOT NULL, 
	run INTEGER NOT NULL, 
	seen_at DATETIME NOT NULL, 
	PRIMARY KEY (posting, run), 
	FOREIGN KEY(posting) REFERENCES postings (number), 
	FOREIGN KEY(run) REFERENCES runs (number)
)
 WITHOUT ROWID

;
CREATE TABLE labels (
	number INTEGER NOT NULL, 
	posting INTEGER NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	second VARCHAR(16), 
	sure SMALLINT NOT NULL, 
	labeller VARCHAR(80) NOT NULL, 
	labelled_at DATETIME NOT NULL, 
	reader INTEGER, 
	read_role VARCHAR(16), 
	undone BOOLEAN NOT NULL, 
	PRIMARY KEY (number), 
	FOREIGN KEY(posting) REFERENCES postings (number), 
	FOREIGN KEY(reader) REFERENCES readers (number)
);
CREATE INDEX labels_by_posting ON labels (posting)
